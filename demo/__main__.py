"""Serve the small portal of the tests on loopback, crawl it as any portal is crawled, search, show, export."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

from demo.edited import ADDRESS, save_both
from tests.fixtures.site import SiteServer

ARCHIVE = Path("demo-archive")
EDITED = Path("demo-edited")
"""A second archive: the first one is a rehearsal, and no rehearsal takes in what was captured elsewhere."""
CSV = ARCHIVE / "exports" / "articles.csv"
WORD = "干警"


def newsarchive(*arguments: str | Path, quiet: bool = False) -> str:
    """Run the command as a user would, and stop the demo where it fails."""
    words = [str(argument) for argument in arguments]
    if not quiet:
        print(f"\n$ newsarchive {shlex.join(words)}", flush=True)
    command = [sys.executable, "-m", "newsarchive", *words]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE if quiet else None, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout or ""


def main() -> None:
    """Do the main job once."""
    if not (ARCHIVE / "archive.toml").exists():
        newsarchive("init", ARCHIVE, "--contact", "demo@example.org")
    with SiteServer() as server:
        newsarchive("crawl", "yybnet", "--archive", ARCHIVE, "--base-url", server.url)
    newsarchive("search", WORD, "--archive", ARCHIVE)
    found = json.loads(newsarchive("search", WORD, "--archive", ARCHIVE, "--json", quiet=True))
    first = found[0]["id"]
    newsarchive("show", first, "--archive", ARCHIVE)
    newsarchive("clusters", "--archive", ARCHIVE)
    newsarchive("reprints", first, "--archive", ARCHIVE)
    newsarchive("export", "--format", "csv", "-o", CSV, "--archive", ARCHIVE)
    newsarchive("verify", "--archive", ARCHIVE)
    newsarchive("status", "--archive", ARCHIVE)
    show_versions()
    bin_folder = Path(sys.executable).parent
    print(
        f"""
Done. A portal of this machine was crawled with the real yybnet portal and spider, over HTTP.
  the archive        {ARCHIVE.absolute()}
  the kept bytes     {(ARCHIVE / "warc").absolute()}
  the spreadsheet    {CSV.absolute()}
  a changed page     {EDITED.absolute()}

Next:
  export PATH="{bin_folder.absolute()}:$PATH"
  newsarchive search 泸县 --archive {ARCHIVE}              search it yourself
  newsarchive init news --contact YOU@EXAMPLE.ORG       make an archive of your own
  newsarchive crawl yybnet --archive news --limit 20    crawl the real portal, politely
  newsarchive --help                                    everything else
"""
    )


def show_versions() -> None:
    """Take in a page as it was saved twice, and show what its publisher changed."""
    if not (EDITED / "archive.toml").exists():
        newsarchive("init", EDITED, "--contact", "demo@example.org")
    newsarchive("import", save_both(EDITED / "saved"), "--portal", "yybnet", "--archive", EDITED)
    newsarchive("show", ADDRESS, "--versions", "--archive", EDITED)
    newsarchive("diff", ADDRESS, "--archive", EDITED)
    newsarchive("changes", "--since", "2018-02-01", "--kind", "correction", "--archive", EDITED)


if __name__ == "__main__":
    main()
