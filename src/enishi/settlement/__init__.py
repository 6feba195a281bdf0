"""What shops and regions owe each other for a month's points, closed, paid and kept."""
