"""Taking away: rows to files."""
