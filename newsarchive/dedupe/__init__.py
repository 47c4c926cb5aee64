"""Recognising: what is this article, has it been seen, did it change? Pure functions."""
