"""Pure statistics: intervals, bootstrap, decompositions; no database, no engine."""
