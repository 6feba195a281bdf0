"""Run the followers and whatever is due: once until idle, or for as long as the town is served."""

from __future__ import annotations

import argparse
import logging
import signal
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.db import close_old_connections
from django.utils import timezone

from enishi.cli import following, installation
from enishi.cli.following import Follower

HELP = "Run followers and due things: --once until idle, else until stopped"
NEEDS_DATABASE = True
PAUSE_SECONDS = 1.0
# After a failure the next try waits longer each time, so that logs stay readable.
PAUSE_SECONDS_MAX = 60.0
logger = logging.getLogger(__name__)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add how long to go on."""
    parser.add_argument("--once", action="store_true", help="until nothing is left to do, then end")


def run(args: argparse.Namespace) -> int:
    """Work until idle (--once: a failure is an error), or until told to stop."""
    if not args.once:
        return _work_on(args.folder)
    for name, number in work_until_idle(args.folder).items():
        print(f"{name}: {number}")
    return 0


def work_until_idle(
    folder: Path, followers: Sequence[Follower] = following.FOLLOWERS
) -> dict[str, int]:
    """Run every follower in turn until none finds anything; return what each did."""
    total = {follower.name: 0 for follower in followers}
    while True:
        # Two workers in one folder take turns; the log has a lock of its own besides.
        with installation.alone(folder, "work"):
            done = {follower.name: follower.follow(timezone.now()) for follower in followers}
        for name, number in done.items():
            total[name] += number
        if not any(done.values()):
            return total


class _Rota:
    """When each follower's next turn comes."""

    def __init__(self, followers: Sequence[Follower]) -> None:
        """Let everybody begin at once."""
        self._followers = followers
        self._last: dict[str, datetime] = {}

    def due(self, at: datetime) -> list[Follower]:
        """Return those whose turn it is, in order, and note that they had it."""
        never = at - timedelta(days=1)
        due = [
            follower
            for follower in self._followers
            if at - self._last.get(follower.name, never) >= follower.every
        ]
        self._last.update({follower.name: at for follower in due})
        return due


def _work_on(folder: Path) -> int:
    """Work round after round; a bug in one round is logged and does not end the next."""
    is_ending = False

    def end(_number: int, _frame: object) -> None:
        nonlocal is_ending
        is_ending = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    rota = _Rota(following.FOLLOWERS)
    pause = PAUSE_SECONDS
    while not is_ending:
        try:
            work_until_idle(folder, rota.due(timezone.now()))
            pause = PAUSE_SECONDS
        except Exception:
            logger.exception("a follower failed; it is tried again in %.0f s", pause)
            pause = min(pause * 2, PAUSE_SECONDS_MAX)
        close_old_connections()
        until = time.monotonic() + pause
        while not is_ending and time.monotonic() < until:
            time.sleep(0.1)
    return 0
