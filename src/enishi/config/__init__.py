"""Settings, addresses and secrets of one installation."""
