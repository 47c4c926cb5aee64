"""Slow proofs: the demo, many kills, other tools."""
