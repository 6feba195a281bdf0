"""The books: accounts, transfers between them, and pockets that lapse."""
