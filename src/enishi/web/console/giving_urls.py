"""The map of the pages of sponsors, of the fund's undertakings and of its votes."""

from __future__ import annotations

from django.urls import path

from enishi.web.console import (
    ballots,
    sponsor,
    sponsor_form,
    sponsor_paper,
    sponsors,
    undertaking,
    undertaking_form,
    undertakings,
)

_SPONSORS = "<slug:region_code>/sponsors"
_PLEDGE = f"{_SPONSORS}/pledges/<int:pledge_id>"
_FUND = "<slug:region_code>/fund"
_ONE = f"{_FUND}/<int:undertaking_id>"

PATHS = [
    path(f"{_SPONSORS}/", sponsors.sponsors, name="console-sponsors"),
    path(f"{_SPONSORS}/new", sponsor_form.new_sponsor, name="console-new-sponsor"),
    path(f"{_SPONSORS}/<int:sponsor_id>/", sponsor.sponsor, name="console-sponsor"),
    path(
        f"{_SPONSORS}/<int:sponsor_id>/change",
        sponsor_form.change_sponsor,
        name="console-change-sponsor",
    ),
    path(
        f"{_SPONSORS}/<int:sponsor_id>/pledge", sponsor_form.new_pledge, name="console-new-pledge"
    ),
    path(f"{_PLEDGE}/gift", sponsor.receive, name="console-gift"),
    path(f"{_PLEDGE}/end", sponsor.end, name="console-end-pledge"),
    path(
        f"{_PLEDGE}/<slug:month>/statement.pdf",
        sponsor_paper.statement_pdf,
        name="console-sponsor-pdf",
    ),
    path(
        f"{_PLEDGE}/<slug:month>/statement.csv",
        sponsor_paper.statement_csv,
        name="console-sponsor-csv",
    ),
    path(f"{_FUND}/", undertakings.undertakings, name="console-undertakings"),
    path(f"{_FUND}/new", undertaking_form.new, name="console-new-undertaking"),
    path(f"{_FUND}/vote", ballots.new, name="console-new-ballot"),
    path(f"{_ONE}/", undertaking.undertaking, name="console-undertaking"),
    path(f"{_ONE}/change", undertaking_form.change, name="console-change-undertaking"),
    path(f"{_ONE}/state", undertaking.state, name="console-undertaking-state"),
    path(f"{_ONE}/pay", undertaking.pay, name="console-undertaking-pay"),
    path(f"{_ONE}/news", undertaking.add_news, name="console-undertaking-news"),
    path(f"{_ONE}/pictures", undertaking.add_picture, name="console-undertaking-picture"),
    path(f"{_ONE}/remove", undertaking.remove, name="console-undertaking-remove"),
    path(f"{_FUND}/pictures/<uuid:picture>", undertaking.picture, name="console-fund-picture"),
]
