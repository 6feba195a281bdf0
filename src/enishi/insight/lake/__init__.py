"""insight/lake."""
