"""Notes and bookmarks that staff leave at figures."""
