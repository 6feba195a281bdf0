"""Daily actions, the teams that unlock them, and the evidence beside them."""
