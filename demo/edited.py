"""A page as its publisher first showed it and as it was changed two days later, saved as a reader might save it."""

from __future__ import annotations

from pathlib import Path

from tests.fixtures.site import build_site

PATH = "/luzhou/luxian/201802/7713943.html"
ADDRESS = f"https://www.yybnet.net{PATH}"
EDITS = (
    ("千名干警暖民心", "千余名干警暖民心"),
    ("已经走过一百零三个村民小组", "已经走过一百一十三个村民小组"),
    ("让更多的人参与进来。", "让更多的人参与进来。</p><p>　　更正：此前报道的村民小组数目有误，应为一百一十三个。"),
)


def save_both(folder: Path) -> Path:
    """Save both pages, and the table that tells when each was saved; return the table."""
    folder.mkdir(parents=True, exist_ok=True)
    before = build_site().pages[PATH].body.decode("utf-8")
    after = before
    for old, new in EDITS:
        after = after.replace(old, new)
    for name, page in (("before.html", before), ("after.html", after)):
        (folder / name).write_text(page, encoding="utf-8")
    rows = ("path,url,date", f"before.html,{ADDRESS},2018-02-13T10:00", f"after.html,{ADDRESS},2018-02-15T10:00")
    table = folder / "pages.csv"
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return table
