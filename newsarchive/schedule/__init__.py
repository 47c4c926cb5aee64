"""When to crawl."""
