"""Keeping: HTTP exchanges to WARC records and back."""
