"""Every change to actions, teams and the evidence beside what was recorded."""

from __future__ import annotations

from enishi.actions.operations.doing import (
    UndoIsLate,
    do,
    do_newcomer,
    undo,
)
from enishi.actions.operations.listing import (
    BadAction,
    add_action,
    change_action,
    close_action,
    open_action,
    set_allowance,
    set_up,
)
from enishi.actions.operations.persons import rename
from enishi.actions.operations.showing import (
    NothingAdded,
    attach,
    forget,
    hand_over,
)
from enishi.actions.operations.teams import (
    BadTeam,
    TeamCodeIsTaken,
    close_team,
    join,
    join_newcomer,
    leave,
    make_team,
)

__all__ = [
    "BadAction",
    "BadTeam",
    "NothingAdded",
    "TeamCodeIsTaken",
    "UndoIsLate",
    "add_action",
    "attach",
    "change_action",
    "close_action",
    "close_team",
    "do",
    "do_newcomer",
    "forget",
    "hand_over",
    "join",
    "join_newcomer",
    "leave",
    "make_team",
    "open_action",
    "rename",
    "set_allowance",
    "set_up",
    "undo",
]
