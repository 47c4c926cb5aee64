"""Speeds, as ratios to what a user would run instead."""
