"""The card in the phone: pages for members and visitors."""
