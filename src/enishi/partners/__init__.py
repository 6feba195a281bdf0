"""Points, tickets and boardings of other systems, brought in and reconciled."""
