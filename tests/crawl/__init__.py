"""Tests of newsarchive.crawl."""
