"""The double-entry books of points: accounts, transfers, entries, pockets."""
