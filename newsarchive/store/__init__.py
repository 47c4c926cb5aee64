"""Filing: rows, transactions, the frontier."""
