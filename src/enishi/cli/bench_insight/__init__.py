"""Measures questions to lakes of invented activity, next to reading them and to other engines."""
