"""Public tables, downloads and how they are protected."""
