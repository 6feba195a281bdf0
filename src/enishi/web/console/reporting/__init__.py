"""The report of a region: the questions of the console on paper and as slides."""
