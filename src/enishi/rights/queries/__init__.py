"""What is kept about a person, what stays when they go, and which erasures there were."""

from enishi.rights.queries.copying import copy_of, counts_of, receipts_of
from enishi.rights.queries.erasures import UnknownErasure, erasure, erasures, kept_of

__all__ = [
    "UnknownErasure",
    "copy_of",
    "counts_of",
    "erasure",
    "erasures",
    "kept_of",
    "receipts_of",
]
