"""insight/metrics."""
