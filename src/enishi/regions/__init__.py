"""Municipalities, prefectures, areas: who takes part, who works for them, who answers for the data."""
