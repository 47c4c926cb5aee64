"""`newsarchive extract`: one page from a file, a pipe or the archive, read and explained."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.cells import cell_len

import newsarchive as package
from newsarchive.capture.records import Original, exchange
from newsarchive.cli.explained import explained
from newsarchive.items import Capture
from newsarchive.store.archive import init_archive
from newsarchive.store.database import writing
from newsarchive.store.models import Capture as CaptureRow
from newsarchive.store.models import WarcFile
from tests.query.filing import article, file
from tests.reading.pages import FOUR, ONE, THREE, TWO, page
from tests.running import ROOT, environment, newsarchive

ENGLISH = page(
    '<nav><a href="/">Home</a> <a href="/news">News</a></nav>'
    '<main class="story"><h1>Footbridge to be repaired</h1><p class="byline">By Mary Miller</p>'
    f"<p>4 March 2021</p><p>{ONE}</p><p>{TWO}</p><h2>The way round</h2><p>{THREE}</p></main>"
    f'<aside class="related"><p>{FOUR}</p></aside>',
    head="<title>Footbridge to be repaired - Marsh Herald</title>"
    '<meta property="article:published_time" content="2021-03-05T09:00:00Z">'
    '<meta property="og:title" content="Good news for walkers">',
)
CHINESE = page(
    '<div class="content"><h1>东河大桥月底通车</h1><p>来源：东河日报 2019-05-06 08:30</p>'
    "<p>本报讯（记者 王小山）东河大桥最后一段桥面昨天铺完，施工单位说，月底以前就能通车，比原来的计划早了二十天。</p>"
    "<p>大桥长三百二十米，通车以后，两岸的村民进城不用再绕道上游的老桥，路上能省下四十分钟的时间。</p></div>",
    head="<title>东河大桥月底通车</title>",
    lang="zh",
)
LIST = page("".join(f'<p><a href="/{n}">Headline of story number {n}</a></p>' for n in range(40)))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(ENGLISH, encoding="utf-8")
    return path


def test_a_file_is_read_as_a_person_reads_it(saved: Path) -> None:
    done = newsarchive("extract", saved)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[:3] == ["Footbridge to be repaired", "2021-03-05 09:00:00", "Mary Miller (author)"]
    assert [line for line in lines[3:] if line] == [ONE, TWO, "The way round", THREE]


def test_compressed_files_and_pipes_read_as_files_do(saved: Path, tmp_path: Path) -> None:
    plain = newsarchive("extract", saved).stdout
    packed = tmp_path / "page.html.gz"
    packed.write_bytes(gzip.compress(ENGLISH.encode()))
    assert newsarchive("extract", packed).stdout == plain
    words = [sys.executable, "-m", "newsarchive", "extract", "-"]
    piped = subprocess.run(words, input=ENGLISH.encode(), capture_output=True, check=True, cwd=ROOT, env=environment())
    assert piped.stdout.decode() == plain


def test_json_is_the_whole_article(saved: Path) -> None:
    address = "https://herald.example/footbridge.html"
    told = json.loads(newsarchive("extract", saved, "--json", "--url", address).stdout)
    read = package.extract(ENGLISH.encode(), url=address)
    assert read is not None
    assert (told["title"], told["canonical_url"], told["authors"]) == (read.title, address, ["Mary Miller"])
    assert [s["heading"] for s in told["sections"]] == [None, "The way round"]
    assert told["published"] == "2021-03-05T09:00:00+00:00"


def test_an_explanation_tells_choice_disagreement_box_and_rest(saved: Path) -> None:
    done = newsarchive("extract", saved, "--explain")
    assert done.returncode == 0, done.stderr
    flat = " ".join(done.stdout.split())
    for part in (
        "was read as an article",
        "chosen the main heading of the page (h1): Footbridge to be repaired",
        "disagrees the title for sharing (og:title): Good news for walkers",
        "chosen the meta element article:published_time: 2021-03-05T09:00:00Z",
        "disagrees a line of the page's text: 4 March 2021",
        "box of the text: html > body > main.story",
        "next best: html > body > aside.related",
        "called navigation, comments, caption",
        f"in aside.related: {FOUR[:30]}",
        "WARNINGS none",
    ):
        assert part in flat, part
    for word in ("witness", "Prose"):  # words are explained where they are used
        assert word in flat


def test_an_explanation_in_json_has_every_witness(saved: Path) -> None:
    told = json.loads(newsarchive("extract", saved, "--explain", "--json").stdout)
    verdicts = {s["origin"]: s["verdict"] for s in told["fields"]["title"]}
    assert (verdicts["h1"], verdicts["og:title"]) == ("chosen", "disagrees")
    assert told["container"]["path"].endswith("main.story")
    assert told["article"]["title"] == "Footbridge to be repaired"
    assert told["left_out"][0]["samples"]


def test_a_page_that_is_no_article_is_told_and_can_be_explained(tmp_path: Path) -> None:
    path = tmp_path / "list.html"
    path.write_text(LIST, encoding="utf-8")
    done = newsarchive("extract", path)
    assert done.returncode == 3
    assert "is no article: the page is a list of other pages" in done.stderr
    assert "--explain" in done.stderr
    told = newsarchive("extract", path, "--explain")
    assert told.returncode == 0, told.stderr
    assert "40 lines of visible text" in " ".join(told.stdout.split())
    assert json.loads(newsarchive("extract", path, "--explain", "--json").stdout)["article"] is None


@pytest.mark.parametrize("width", [40, 72, 100])
def test_lines_fit_the_terminal_also_in_chinese(width: int) -> None:
    explanation = package.explain(CHINESE.encode())
    assert explanation.article is not None
    lines = [text for text, _ in explained(explanation, "新闻.html", width)]
    long = [line for line in lines if cell_len(line) > width and not line.isupper()]
    assert [line for line in long if not line.startswith(("NOT IN", "SOURCE"))] == []
    flat = "".join("".join(lines).split())
    assert "王小山(reporter)" in flat
    assert "东河日报" in flat


def test_a_page_without_text_is_explained() -> None:
    for html in ("", "<p>", "<html><body><script>x</script>"):
        explanation = package.explain(html)
        assert (explanation.article, explanation.container, explanation.left_out) == (None, None, ())
        assert any("No line" in text for text, _ in explained(explanation, "it", 80))


def test_mistakes_are_told_with_the_next_step(tmp_path: Path) -> None:
    files = {
        "a.pdf": b"%PDF-1.7 \x01\x02",
        "noise.html": bytes(range(256)) * 20,
        "none.html": b"",
        "b.gz": b"\x1f\x8bzz",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    for wanted, code, said in (
        ("a.pdf", 2, "a PDF document"),
        ("noise.html", 2, "no text"),
        ("none.html", 2, "empty"),
        ("b.gz", 2, "uncompressed"),
        (".", 2, "folder"),
        ("missing.html", 3, "no file missing.html"),
        ("https://www.example.org/a.html", 3, "newsarchive init"),
        ("x" * 5000, 3, "no file"),
    ):
        done = newsarchive("extract", wanted, cwd=tmp_path)
        assert (done.returncode, said in done.stderr) == (code, True), (wanted, done.stderr)
        assert "Traceback" not in done.stderr
        assert len(done.stderr.strip().splitlines()) >= 2, done.stderr


def test_an_unknown_portal_is_told(saved: Path) -> None:
    done = newsarchive("extract", saved, "--portal", "nosuch")
    assert done.returncode == 3
    assert "newsarchive portal list" in done.stderr


def kept_page(root: Path, *, revisit: bool = False) -> str:
    """File an article whose record lies in a WARC file, by way of a revisit record if wanted; return its id."""
    with init_archive(root, contact="tests@example.org") as archive:
        public_id = file(archive, article(ONE, title="Old reading"))
        with writing(archive.engine) as session:
            row = session.query(CaptureRow).one()
            said = Capture(
                url=row.url,
                fetched_at=datetime(2021, 3, 6, tzinfo=UTC),
                status=200,
                response_headers=(("Content-Type", "text/html; charset=gbk"), ("Content-Encoding", "gzip")),
                body=gzip.compress(CHINESE.replace("utf-8", "gbk").encode("gbk")),
            )
            first = exchange(said).response
            row.record_id, data = first.record_id, first.data
            warc = session.get(WarcFile, row.warc_file_id)
            assert warc is not None
            row.offset, row.length = 0, len(data)
            if revisit:
                again = exchange(
                    said, Original(record_id=row.record_id, url=row.url, fetched_at=said.fetched_at)
                ).response
                facts = {c.key: getattr(row, c.key) for c in CaptureRow.__table__.columns if c.key != "id"}
                row.record_id, row.offset, row.length = again.record_id, len(data), len(again.data)
                session.flush()
                session.add(CaptureRow(**facts))
                data += again.data
            path = archive.config.warc / warc.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return public_id


@pytest.mark.parametrize("revisit", [False, True])
def test_an_article_of_the_archive_is_read_from_its_record(tmp_path: Path, revisit: bool) -> None:
    public_id = kept_page(tmp_path / "news", revisit=revisit)
    done = newsarchive("extract", public_id[:8], "--json", "--archive", tmp_path / "news")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["title"], told["source"], told["encoding"]) == ("东河大桥月底通车", "东河日报", "gb18030")
    told = newsarchive("extract", public_id, "--explain", "--archive", tmp_path / "news")
    assert f"article {public_id} was read as an article" in told.stdout


def test_what_the_archive_does_not_hold_or_has_lost_is_told(tmp_path: Path) -> None:
    public_id = kept_page(tmp_path / "news")
    done = newsarchive("extract", "aaaaaaaaaaaaaaaa", "--archive", tmp_path / "news")
    assert done.returncode == 3
    assert "newsarchive search" in done.stderr
    (path,) = (tmp_path / "news" / "warc").glob("*/*.warc.gz")
    path.write_bytes(path.read_bytes()[:100])
    done = newsarchive("extract", public_id, "--archive", tmp_path / "news")
    assert done.returncode == 7, done.stderr
    assert "newsarchive verify" in done.stderr
