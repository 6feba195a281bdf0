"""Base pages, parts, tokens and refusals that all surfaces share."""
