"""Portals of China."""
