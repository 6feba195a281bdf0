"""The waist: what happened, written once, and what it earned."""
