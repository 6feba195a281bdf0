"""insight/releases."""
