"""insight/disclosure."""
