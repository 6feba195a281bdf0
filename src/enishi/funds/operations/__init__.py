"""Every change of funds: projects and what they spend, votes and their counting."""

from enishi.funds.operations.persons import forget, hand_over
from enishi.funds.operations.projects import (
    BadNews,
    BadPicture,
    BadProject,
    TooManyPictures,
    add_news,
    add_picture,
    add_project,
    change_project,
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
    "BadProject",
    "MayNotVote",
    "TooManyPictures",
    "VoteIsNotOpen",
    "VotedAlready",
    "add_news",
    "add_picture",
    "add_project",
    "call_vote",
    "cast",
    "change_project",
    "forget",
    "hand_over",
    "pay",
    "remove_news",
    "remove_picture",
    "seal_votes",
    "set_state",
]
