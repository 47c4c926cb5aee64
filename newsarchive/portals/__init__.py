"""Portals: their definition, their page objects, their files."""
