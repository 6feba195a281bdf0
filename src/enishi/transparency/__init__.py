"""The append-only sealed log that anyone can check with static files."""
