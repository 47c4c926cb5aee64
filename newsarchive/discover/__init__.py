"""Finding links: feed, sitemap or list page in, links out, no network."""
