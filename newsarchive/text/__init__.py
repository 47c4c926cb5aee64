"""Text: encodings, whitespace, dates, addresses, tokens. Knows nothing of pages."""
