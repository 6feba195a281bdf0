"""People with a tie: members, devices, cards, consents, pseudonyms."""
