"""The few things every room needs; a closed list that knows nothing of the domain."""
