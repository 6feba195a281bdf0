"""What the law gives a person, done through every room: put together, copied, erased."""

from enishi.rights.operations.erasing import (
    Again,
    ReasonIsNotNamed,
    erase,
    erase_again,
    erase_on_paper,
    tidy,
)
from enishi.rights.operations.merging import merge

__all__ = ["Again", "ReasonIsNotNamed", "erase", "erase_again", "erase_on_paper", "merge", "tidy"]
