"""What lapsed and donated points pay for: undertakings, their reports, members' votes."""
