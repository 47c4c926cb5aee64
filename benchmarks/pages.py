"""The pages that reading is measured on: labelled ones where they lie beside the project, else the small portal's."""

from __future__ import annotations

import gzip
from pathlib import Path

from tests.fixtures.site import build_site

SHARED = Path(__file__).parents[2] / "shared"
"""Where labelled pages and the way to score them lie, on machines that have them."""
EVERY = 5
"""Of the labelled pages every so manieth is taken: enough for a mean, few enough for slow tools."""
COPIES = 20
"""How often the small portal's pages are read, so that the time can be measured."""


def pages() -> tuple[str, list[bytes]]:
    """Return what the pages are, and their bytes."""
    files = sorted((SHARED / "corpus" / "pages").glob("*.html.gz"))[::EVERY]
    if files:
        return f"{len(files)} labelled pages", [gzip.decompress(path.read_bytes()) for path in files]
    site = build_site()
    made = [site.pages[article.url.removeprefix(site.host)].body for article in site.expected]
    return f"{len(made)} made pages", made * COPIES
