"""What portals that run on the same software share."""
