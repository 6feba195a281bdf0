"""The pictures of the product: which page, seen by whom; `shots` takes them at two widths."""

from __future__ import annotations

from dataclasses import dataclass

STRANGER = "stranger"  # a phone that was never here
MEMBER = "member"  # a phone that collected today's coins
STAFF = "staff"  # of the invented town, signed in with both steps
ADMIN = "admin"  # of the invented town, keeps its books
ANALYST = "analyst"  # of 美浜町, a real town with real visitors
OPERATOR = "operator"  # of the installation, sees every region


@dataclass(frozen=True, slots=True)
class Picture:
    """One page to look at; the address names {region}, {event} (open today) and {ticket}."""

    name: str
    address: str
    who: str = STRANGER


MEMBER_PAGES = (
    Picture("start", "/"),
    Picture("landing", "/e/{event}?t={ticket}"),
    Picture("landing-refused", "/e/{event}?t=0000"),
    Picture("scan", "/scan"),
    Picture("region", "/r/{region}/"),
    Picture("event", "/r/{region}/events/{event}"),
    Picture("hello", "/hello"),
    Picture("privacy", "/r/{region}/privacy"),
    Picture("accessibility", "/accessibility"),
    Picture("log", "/log/"),
    Picture("not-found", "/nothing-here"),
    Picture("history-empty", "/me"),
    Picture("held", "/e/{event}/held", MEMBER),
    Picture("held-again", "/e/{event}/held?again=1", MEMBER),
    Picture("home", "/", MEMBER),
    Picture("history", "/me", MEMBER),
    Picture("card", "/me/card/{region}", MEMBER),
    Picture("points", "/me/points/{region}", MEMBER),
    Picture("donate", "/me/points/{region}/donate", MEMBER),
    Picture("donate-too-much", "/me/points/{region}/donate?amount=99999", MEMBER),
    Picture("donate-confirm", "/me/points/{region}/donate?amount=100", MEMBER),
    Picture("town-points", "/r/{region}/points/"),
)
EVENT_PAGES = (
    Picture("sign-in", "/accounts/login/"),
    Picture("console-events", "/console/{region}/events/", STAFF),
    Picture("console-programme", "/console/{region}/programme/", STAFF),
    Picture("console-points", "/console/{region}/points/", ADMIN),
    Picture("console-points-coin", "/console/{region}/points/?asset=coin", ADMIN),
    Picture("console-codes", "/console/{region}/points/codes", ADMIN),
    Picture(
        "console-account",
        "/console/{region}/points/account?asset=point&account=fund:{region}:point",
        ADMIN,
    ),
    Picture("console-new-event", "/console/{region}/events/new", STAFF),
    Picture("console-event", "/console/{region}/events/{event}/", STAFF),
    Picture("console-poster", "/console/{region}/events/{event}/poster", STAFF),
    Picture("console-reception", "/console/{region}/events/{event}/reception", STAFF),
)
FIGURE_PAGES = (
    Picture("portrait", "/console/184420/portrait/", ANALYST),
    Picture("portrait-sample", "/console/{region}/portrait/", STAFF),
    Picture("portrait-prefecture", "/console/180009/portrait/", OPERATOR),
    Picture("portrait-small", "/console/183822/portrait/", OPERATOR),
    Picture("where-from", "/console/184420/where-from/", ANALYST),
    Picture(
        "drill-down",
        "/console/184420/where-from/?home_prefecture=260002&age_band=20-29",
        ANALYST,
    ),
    Picture("who", "/console/184420/who/", ANALYST),
    Picture("what", "/console/184420/what/", ANALYST),
    Picture("when", "/console/184420/when/", ANALYST),
    Picture("compare", "/console/184420/compare/", ANALYST),
    Picture("exact", "/console/184420/exact/", ANALYST),
    Picture("opendata", "/opendata/"),
    Picture("opendata-region", "/opendata/184420/"),
    Picture("opendata-table", "/opendata/184420/homes/"),
    Picture("opendata-method", "/opendata/method/"),
)
ALL = (*MEMBER_PAGES, *EVENT_PAGES, *FIGURE_PAGES)
