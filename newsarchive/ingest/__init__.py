"""Taking in what others captured: WARC files, WACZ packages and saved pages, each page with its own capture time."""
