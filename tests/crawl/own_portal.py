"""A portal file of a test's own: the command runs as if it were the only one of this project."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.fixtures.site import SiteServer
from tests.fixtures.site.assembly import Response, Site
from tests.running import ROOT, newsarchive

HOST = "https://paper.example.org"

FILE = """
from newsarchive.portals.definition import Portal
from newsarchive.portals.page import Page

PORTAL = Portal(
    name="县报",
    home="{host}/",
    hosts=("paper.example.org",),
    language="zh-Hans",
    zone="Asia/Shanghai",
    article_url=r"^/(?:html/(?P<year>\\d{{4}})-(?P<month>\\d\\d)/(?P<day>\\d\\d)|\\d+)/content_\\d+\\.htm$",
    listing_url=r"^/$|/node_\\d+\\.htm$|\\.xml$|^/day/",
    pages=(Page,),
    {facts}
)
"""


class OwnPortal:
    """A project with one portal, `paper`, and a server that shows its pages."""

    def __init__(self, folder: Path, facts: str, pages: Mapping[str, Response]) -> None:
        self.folder = folder
        self.server = SiteServer(Site(host=HOST, pages={"/robots.txt": Response(status=404), **pages}, expected=()))
        (folder / "spiders" / "cn").mkdir(parents=True)
        for name in ("newsarchive", "migrations"):
            (folder / name).symlink_to(ROOT / name)
        (folder / "spiders" / "cn" / "paper.py").write_text(FILE.format(host=HOST, facts=facts), "utf-8")

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return newsarchive(*words, cwd=self.folder, PYTHONPATH=str(self.folder))

    def crawl(self, archive: Path, *words: str, code: int = 0) -> list[str]:
        """Crawl, and return the paths that were asked for."""
        self.server.forget()
        done = self.run("crawl", "paper", "--archive", archive, "--base-url", self.server.url, *words)
        assert done.returncode == code, done.stderr
        return [request.path for request in self.server.requests]
