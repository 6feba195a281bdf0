"""How close a member and a region are: names of cards and steps, honours, thanks."""
