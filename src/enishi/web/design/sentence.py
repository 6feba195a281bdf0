"""What a person reads when something is refused: what happened, why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened, why, what to do next, and the picture beside it."""

    what: str
    then: str
    why: str = ""
    picture: str = "info"


ASK = _("わからないときは、会場の受付か、町の窓口にお声がけください。")
FIX = _("入れた内容を見なおして、もう一度おためしください。")
STAFF = _("わからないときは、この画面を、しくみの管理者に見せてください。")
