"""Every change of funds: undertakings and what they spend, votes and their counting."""

from enishi.funds.operations.persons import forget, hand_over
from enishi.funds.operations.undertakings import (
    BadNews,
    BadPicture,
    BadUndertaking,
    TooManyPictures,
    add_news,
    add_picture,
    add_undertaking,
    change_undertaking,
    pay,
    remove_news,
    remove_picture,
    set_state,
)
from enishi.funds.operations.votes import (
    BadBallot,
    MayNotVote,
    VotedAlready,
    VoteIsNotOpen,
    call_vote,
    cast,
    seal_votes,
)

__all__ = [
    "BadBallot",
    "BadNews",
    "BadPicture",
    "BadUndertaking",
    "MayNotVote",
    "TooManyPictures",
    "VoteIsNotOpen",
    "VotedAlready",
    "add_news",
    "add_picture",
    "add_undertaking",
    "call_vote",
    "cast",
    "change_undertaking",
    "forget",
    "hand_over",
    "pay",
    "remove_news",
    "remove_picture",
    "seal_votes",
    "set_state",
]
