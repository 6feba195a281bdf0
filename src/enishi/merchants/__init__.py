"""Shops that take part: who they are, on which devices they sell, in which programmes."""
