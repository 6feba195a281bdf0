"""Companies that give a share of what cards are used for."""
