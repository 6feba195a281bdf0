"""The ties room: how a region names its card and steps, whom it honours, whom it thanks."""
