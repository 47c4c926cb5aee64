"""Reading: bytes and address in, article out; no network, no database."""
