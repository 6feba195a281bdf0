"""Outside statistics: named series about places, each with its source and credit."""
