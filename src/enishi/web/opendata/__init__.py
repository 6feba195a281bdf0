"""web/opendata."""
