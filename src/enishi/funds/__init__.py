"""What lapsed and donated points pay for: projects, their reports, members' votes."""
