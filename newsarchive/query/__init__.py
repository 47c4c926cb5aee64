"""Finding: one set of filters for everything that shows articles."""
