"""Watching an archive: what is wrong, and telling somebody."""
