"""Portals that live for months on loopback, and an archive that follows them by a clock of its own."""
