"""Municipalities, prefectures, areas: who takes part, works for them and answers for data."""
