"""Questionnaires and typed answers, tied to the visit they came with."""
