"""The gazetteer and its lookup."""
