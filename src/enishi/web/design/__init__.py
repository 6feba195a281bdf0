"""web/design."""
