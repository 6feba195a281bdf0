"""Template parts of the design."""
