"""Enishi (縁): the ties between people and places, made visible and made to grow."""

__version__ = "0.1.0"
