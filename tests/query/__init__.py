"""Tests of finding: filters, search, articles, counts."""
