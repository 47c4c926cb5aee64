"""Fetching: the only room with Scrapy in it; it drives the stages below."""
