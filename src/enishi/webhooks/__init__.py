"""Signed messages to other systems, sent once they are in the books."""
