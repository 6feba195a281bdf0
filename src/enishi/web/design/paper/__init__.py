"""Paper: posters, cards, slips: a template, the facts, and one PDF."""
