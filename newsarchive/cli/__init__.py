"""What people type: a file a noun."""
