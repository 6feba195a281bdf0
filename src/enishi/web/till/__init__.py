"""The pages of a shop: its till on any phone, its sales, its customers."""
