"""Portals: a folder a country, a file a portal. Found by walking, never registered."""
