"""What the law gives a person, done through every room: putting two members together."""

from enishi.rights.operations.merging import merge

__all__ = ["merge"]
