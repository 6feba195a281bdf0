"""Pages, grouped by who reads them."""
