"""What the templates of the town hall's pages ask for."""
