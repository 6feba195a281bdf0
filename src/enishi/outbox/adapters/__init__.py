"""The ways out: one file for each thing that carries a message; no database, no settings."""
