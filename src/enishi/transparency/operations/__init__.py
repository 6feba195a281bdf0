"""Every change of the log: one file per subject, all of them readable from here."""

from enishi.transparency.operations.log import LogDisagrees, append, checkpoint, forget, lock
from enishi.transparency.operations.restoring import rebuild

__all__ = ["LogDisagrees", "append", "checkpoint", "forget", "lock", "rebuild"]
