"""Classes of supporters who pay for a card, and the part that reaches the fund."""
