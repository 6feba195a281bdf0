"""Protects counts: query language, cell keys, show rules."""
