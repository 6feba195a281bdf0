"""What may be seen, how it was protected, and its leaf in the log."""
