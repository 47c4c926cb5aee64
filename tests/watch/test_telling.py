"""Who is told of alarms: by a command and by mail, once when they begin and once when they end."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsarchive.config import load_config, write_config
from newsarchive.errors import ConfigError
from newsarchive.store.archive import Archive
from newsarchive.store.database import writing
from newsarchive.store.models import Schedule
from newsarchive.store.schedules import put_schedule
from newsarchive.watch.command import run_command
from newsarchive.watch.look import look
from tests.running import newsarchive
from tests.watch.receiver import MailServer

NOW = datetime(2026, 5, 4, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEEP = "sh -c 'cat >> told.jsonl; echo >> told.jsonl'"


@pytest.fixture
def overdue(archive: Archive) -> Archive:
    """An archive with a schedule that nobody looks after."""
    with writing(archive.engine) as session:
        put_schedule(session, "small", every=3600, cron=None, zone="UTC", options={}, due=NOW - HOUR * 2, now=NOW)
    return archive


def mended(archive: Archive, *, due: datetime) -> None:
    with writing(archive.engine) as session:
        session.query(Schedule).one().next_due = due


def looked(archive: Archive, now: datetime) -> list[str]:
    """Look, with the settings that stand in archive.toml now; return what could not be told."""
    warnings: list[str] = []
    with Archive(load_config(archive.root, {})) as fresh:
        look(fresh, now, warn=warnings.append)
    return warnings


def told(archive: Archive) -> list[dict[str, Any]]:
    path = archive.root / "told.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def test_a_trouble_is_told_once_and_its_end_once(overdue: Archive) -> None:
    write_config(overdue.root, on_problem=KEEP)
    for hours in range(3):
        assert looked(overdue, NOW + HOUR * hours) == []
    ((news,),) = [facts["news"] for facts in told(overdue)]
    assert (news["news"], news["kind"], news["portal"], news["ended_at"]) == ("began", "overdue", "small", None)
    assert "small is due since 2026-05-04 04:00 UTC" in news["message"]
    assert "newsarchive schedule run" in news["next_step"]
    mended(overdue, due=NOW + HOUR * 9)
    for hours in (3, 4):
        assert looked(overdue, NOW + HOUR * hours) == []
    first, last = told(overdue)
    assert first["archive"] == str(overdue.root)
    (news,) = last["news"]
    assert (news["news"], news["since"]) == ("ended", NOW.isoformat())
    assert news["ended_at"] == (NOW + HOUR * 3).isoformat()
    looked(overdue, NOW + HOUR * 11)
    assert [one["news"] for facts in told(overdue) for one in facts["news"]] == ["began", "ended", "began"]


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("false", "exit code 1"),
        ("sh -c 'echo it is broken >&2; exit 7'", "exit code 7: it is broken"),
        ("no-such-command", "cannot be run"),
        ("'unbalanced", "cannot be run"),
    ],
)
def test_what_cannot_be_told_is_told_at_the_next_look(overdue: Archive, command: str, said: str) -> None:
    write_config(overdue.root, on_problem=command)
    (warning,) = looked(overdue, NOW)
    assert said in warning
    write_config(overdue.root, on_problem=KEEP)
    assert looked(overdue, NOW + HOUR) == []
    assert len(told(overdue)) == 1


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_command_that_does_not_end_is_killed_with_all_that_it_began(archive: Archive) -> None:
    write_config(archive.root, on_problem="sh -c 'sleep 60 & sleep 60'")
    with pytest.raises(Exception, match=r"longer than 0\.3 s"):
        run_command(load_config(archive.root, {}), {}, patience=0.3)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_each_way_is_told_once_though_another_fails(overdue: Archive) -> None:
    with MailServer(refuses="451 later") as server:
        write_config(overdue.root, on_problem=KEEP, smtp=f"smtp://127.0.0.1:{server.port}", mail_to="a@example.org")
        (warning,) = looked(overdue, NOW)
        assert "451 later" in warning
        server.refuses = ""
        assert looked(overdue, NOW + HOUR) == []
        assert looked(overdue, NOW + HOUR) == []
    assert len(told(overdue)) == len(server.messages) == 1
    (warning,) = looked_after_end(overdue)
    assert "did not take a message" in warning, "nobody listens any more"


def looked_after_end(archive: Archive) -> list[str]:
    mended(archive, due=NOW + HOUR * 9)
    return looked(archive, NOW + HOUR * 3)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_without_a_way_it_is_told_when_there_is_one_unless_it_is_over(overdue: Archive) -> None:
    looked(overdue, NOW)
    write_config(overdue.root, on_problem=KEEP)
    looked(overdue, NOW + HOUR)
    assert len(told(overdue)) == 1
    write_config(overdue.root, on_problem=None)
    looked_after_end(overdue)
    write_config(overdue.root, on_problem=KEEP)
    looked(overdue, NOW + HOUR * 4)
    assert len(told(overdue)) == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    subprocess.run(
        ["openssl", *words.split(), "-keyout", str(path), "-out", str(path.with_suffix(".crt"))],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + path.with_suffix(".crt").read_bytes())
    return path


def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("place", ["environment", "file"])
def test_mail_is_encrypted_where_the_server_can_and_the_password_is_nowhere_else(
    overdue: Archive, certificate: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
    if place == "environment":
        monkeypatch.setenv("NEWSARCHIVE_SMTP_PASSWORD", "geheim")
    else:
        (overdue.root / "password").write_text("geheim\n")
        write_config(overdue.root, smtp_password_file="password")
    with MailServer(tls=context(certificate), password="geheim") as server:
        write_config(
            overdue.root,
            smtp=f"smtp://keeper%40example.org@127.0.0.1:{server.port}",
            mail_to="a@example.org, b@example.org",
            mail_from="news@example.org",
        )
        assert looked(overdue, NOW) == []
    (message,) = server.messages
    assert (message["From"], message["To"]) == ("news@example.org", "a@example.org, b@example.org")
    assert message["Subject"] == "News archive news: 1 wrong"
    assert "small is due since" in message.get_content()
    assert [line.split()[0] for line in server.clear] == ["ehlo", "STARTTLS"]
    assert "AUTH" in {line.split()[0] for line in server.encrypted}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_password_is_not_sent_in_the_clear_and_stands_in_no_message(
    overdue: Archive, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSARCHIVE_SMTP_PASSWORD", "geheim")
    with MailServer(password="geheim") as bare, MailServer(tls=context(certificate), password="other") as strange:
        write_config(overdue.root, smtp=f"smtp://keeper@127.0.0.1:{bare.port}", mail_to="a@example.org")
        (warning,) = looked(overdue, NOW)
        assert "offers no encryption" in warning
        assert not any(line.startswith("AUTH") for line in bare.clear)
        write_config(overdue.root, smtp=f"smtp://keeper@127.0.0.1:{strange.port}")
        (warning,) = looked(overdue, NOW)
        assert "certificate" in warning
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
        (warning,) = looked(overdue, NOW)
    assert "535" in warning
    assert "geheim" not in warning


@pytest.mark.parametrize(
    "value", ["http://example.org", "smtp://", "smtp://a:b@example.org", "smtp://example.org:x", "x"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(tmp_path: Path, value: str) -> None:
    write_config(tmp_path, smtp=value)
    with pytest.raises(ConfigError) as refused:
        load_config(tmp_path, {})
    assert value not in str(refused.value) or value == "x"


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_monitor_is_told_by_the_exit_code(overdue: Archive) -> None:
    write_config(overdue.root, on_problem=KEEP)
    done = newsarchive("status", "--alarms", "--json", "--archive", overdue.root)
    assert done.returncode == 12, done.stderr
    (alarm,) = json.loads(done.stdout)
    assert (alarm["kind"], alarm["portal"]) == ("overdue", "small")
    assert "1 alarm, the oldest since" in done.stderr
    page = newsarchive("status", "--archive", overdue.root).stdout
    assert "small is due since" in page
    assert len(told(overdue)) == 1
    mended(overdue, due=datetime.now(UTC) + HOUR)
    done = newsarchive("status", "--alarms", "--archive", overdue.root)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "Nothing is wrong." in newsarchive("status", "--archive", overdue.root).stdout
    assert len(told(overdue)) == 2
