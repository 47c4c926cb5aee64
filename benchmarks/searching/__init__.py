"""Searching: speed by how common a word is, recall and precision."""
