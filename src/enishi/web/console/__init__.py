"""web/console."""
