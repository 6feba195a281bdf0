"""web/member."""
