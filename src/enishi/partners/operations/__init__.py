"""Every change of partners: one file per subject, all readable from here."""

from enishi.partners.operations.agreeing import (
    BadPartner,
    PartnerIsTaken,
    add_partner,
    change_partner,
    switch_partner,
)
from enishi.partners.operations.linking import (
    LinkIsTaken,
    LinkNeedsContact,
    LinkNeedsNumber,
    PartnerHasNoLinks,
    TooManyNumbers,
    go,
    link,
    unlink,
)
from enishi.partners.operations.persons import forget, forget_marks, hand_over
from enishi.partners.operations.taking import PartnerIsOff, PartnerSendsFiles, pull, take_in

__all__ = [
    "BadPartner",
    "LinkIsTaken",
    "LinkNeedsContact",
    "LinkNeedsNumber",
    "PartnerHasNoLinks",
    "PartnerIsOff",
    "PartnerIsTaken",
    "PartnerSendsFiles",
    "TooManyNumbers",
    "add_partner",
    "change_partner",
    "forget",
    "forget_marks",
    "go",
    "hand_over",
    "link",
    "pull",
    "switch_partner",
    "take_in",
    "unlink",
]
