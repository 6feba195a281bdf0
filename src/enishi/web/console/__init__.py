"""The town hall's pages."""
