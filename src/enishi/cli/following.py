"""The followers and due things in their order; each goes on from what it has written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from enishi.cli import lapsing, reminding
from enishi.events import operations as events
from enishi.funds import operations as funds
from enishi.insight.releases import operations as releases
from enishi.ledger import operations as ledger
from enishi.membership.operations import contacts, holding
from enishi.outbox import operations as outbox
from enishi.partners import operations as partners
from enishi.rewards import operations as rewards
from enishi.rights import operations as rights
from enishi.sponsors import operations as sponsors
from enishi.ties import operations as ties
from enishi.transparency import operations as transparency
from enishi.webhooks import operations as webhooks


@dataclass(frozen=True, slots=True)
class Follower:
    """One thing to do again and again: it says how much it found to do."""

    name: str
    follow: Callable[[datetime], int]
    every: timedelta


def _posters(at: datetime) -> int:
    """Hang the new month's posters; the old ones end."""
    return len(events.renew_monthly_posters(at=at))


def _phones(at: datetime) -> int:
    """Forget which phones were seen at events long past."""
    return events.forget_phones(at=at)


def _lapses(at: datetime) -> int:
    """Let points lapse that are past their last day."""
    return lapsing.lapse_due(at)


def _marks(at: datetime) -> int:
    """Sum up stretches of long accounts."""
    del at  # how long an account is does not depend on the day
    return ledger.mark_time()


def _notices(at: datetime) -> int:
    """Write down who is due to be told that points will lapse."""
    return ledger.remind(at=at)


def _holds(at: datetime) -> int:
    """Free what nobody captured in time."""
    return ledger.time_out_holds(at=at)


def _reminders(at: datetime) -> int:
    """Tell people of points that will lapse, and of points that wait for them."""
    return reminding.tell_of_lapses(at) + reminding.tell_of_holding(at)


def _messages(at: datetime) -> int:
    """Send what waits in the outbox."""
    return outbox.deliver(at=at)


def _webhooks(at: datetime) -> int:
    """Send what other systems wait for."""
    return webhooks.deliver(at=at)


def _old_webhooks(at: datetime) -> int:
    """Delete what was sent to other systems a month ago."""
    return webhooks.clear(at=at)


def _old_messages(at: datetime) -> int:
    """Delete messages that nobody needs any more."""
    return outbox.clear(at=at)


def _held(at: datetime) -> int:
    """Give back what phones held too long."""
    return holding.return_held(at=at)


def _held_again(at: datetime) -> int:
    """Hold what came to those whose points had gone back."""
    return holding.hold_again(at=at)


def _codes(at: datetime) -> int:
    """Forget codes and the addresses they went to."""
    return contacts.forget_codes(at=at)


def _vouchers(at: datetime) -> int:
    """Give back what vouchers past their last day cost; forget where things were sent."""
    return rewards.expire(at=at) + rewards.forget_addresses(at=at)


def _marks_of_partners(at: datetime) -> int:
    """Forget old marks of tickets and gifts, and visits to shops without an order."""
    return partners.forget_marks(at=at)


def _letters(at: datetime) -> int:
    """Tell those who agreed that a town wrote to them."""
    return ties.tell_letters(at=at)


def _transfers(at: datetime) -> int:
    """Seal transfers into the log."""
    return ledger.seal(at=at)


def _totals(at: datetime) -> int:
    """Add transfers up by day."""
    return ledger.roll_up(at=at)


def _rights(at: datetime) -> int:
    """Finish merging and erasing: leaves sealed late, points that came late."""
    return rights.tidy(at=at)


def _uses(at: datetime) -> int:
    """Count what uses of cards come to for sponsors."""
    return sponsors.follow(at=at)


def _statements(at: datetime) -> int:
    """Close the months of sponsors' pledges some days after their end."""
    return sponsors.state_due(at=at)


def _votes(at: datetime) -> int:
    """Seal papers of votes, and count the votes that ended."""
    return funds.seal_votes(at=at)


def _lake(at: datetime) -> int:
    """Bring new facts into the lake."""
    del at  # the lake asks what was written, not when
    done = releases.refresh_lake()
    return done.activities + done.answers + done.withdrawals + done.changed + done.lifts


def _roll_ups(at: datetime) -> int:
    """Roll up what changed in a large lake."""
    del at  # as above
    return releases.keep_roll_ups()


def _releases(at: datetime) -> int:
    """Seal released figures into the log."""
    return releases.seal(at=at)


def _checkpoint(at: datetime) -> int:
    """Sign how large the log is. What it signs was counted by those who sealed."""
    transparency.checkpoint(at=at)
    return 0


# In this order; the checkpoint covers what the others sealed. The lake waits longer: a file for
# every second of a busy day would make every question slow.
FOLLOWERS = (
    Follower("posters", _posters, timedelta(minutes=1)),
    Follower("phones forgotten", _phones, timedelta(hours=1)),
    Follower("holds timed out", _holds, timedelta(minutes=1)),
    Follower("members no longer held", _held, timedelta(minutes=1)),
    Follower("members held again", _held_again, timedelta(hours=1)),
    Follower("codes forgotten", _codes, timedelta(hours=1)),
    Follower("vouchers past their day", _vouchers, timedelta(minutes=5)),
    Follower("marks of partners forgotten", _marks_of_partners, timedelta(hours=1)),
    Follower("lapses", _lapses, timedelta(minutes=5)),
    Follower("notices of lapse", _notices, timedelta(hours=1)),
    Follower("marks of time", _marks, timedelta(hours=1)),
    Follower("reminders", _reminders, timedelta(minutes=10)),
    Follower("messages sent", _messages, timedelta(seconds=1)),
    Follower("webhooks sent", _webhooks, timedelta(seconds=1)),
    Follower("old webhooks", _old_webhooks, timedelta(hours=1)),
    Follower("old messages", _old_messages, timedelta(hours=1)),
    Follower("letters told", _letters, timedelta(minutes=1)),
    Follower("transfers sealed", _transfers, timedelta(seconds=1)),
    Follower("transfers in daily totals", _totals, timedelta(seconds=5)),
    Follower("merges and erasures finished", _rights, timedelta(minutes=1)),
    Follower("uses counted for sponsors", _uses, timedelta(seconds=5)),
    Follower("sponsors' statements", _statements, timedelta(hours=1)),
    Follower("votes sealed", _votes, timedelta(minutes=1)),
    Follower("rows in the lake", _lake, timedelta(seconds=15)),
    Follower("roll-ups made", _roll_ups, timedelta(hours=1)),
    Follower("releases sealed", _releases, timedelta(seconds=1)),
    Follower("checkpoint", _checkpoint, timedelta(seconds=1)),
)
