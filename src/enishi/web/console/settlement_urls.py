"""The map of the pages of settlements."""

from __future__ import annotations

from django.urls import path

from enishi.web.console import (
    settlement,
    settlement_accounts,
    settlement_archive,
    settlement_month,
    settlement_statement,
    settlement_terms,
)

_BASE = "<slug:region_code>/settlement"
_MONTH = f"{_BASE}/<int:closing_id>"
_ONE = f"{_BASE}/statement/<slug:number>"

PATHS = [
    path(f"{_BASE}/", settlement.settlement, name="console-settlement"),
    path(f"{_BASE}/close", settlement.close, name="console-settlement-close"),
    path(f"{_BASE}/reopen", settlement.reopen, name="console-settlement-reopen"),
    path(f"{_BASE}/terms", settlement_terms.show, name="console-settlement-terms"),
    path(f"{_BASE}/terms/set", settlement_terms.change, name="console-settlement-set-terms"),
    path(f"{_BASE}/accounts", settlement_accounts.accounts, name="console-settlement-accounts"),
    path(
        f"{_BASE}/accounts/set",
        settlement_accounts.change,
        name="console-settlement-set-account",
    ),
    path(f"{_BASE}/archive", settlement_archive.archive, name="console-settlement-archive"),
    path(f"{_MONTH}/", settlement_month.month, name="console-settlement-month"),
    path(f"{_MONTH}/paid", settlement_month.paid, name="console-settlement-paid"),
    path(f"{_MONTH}/bank", settlement_month.bank_file, name="console-settlement-bank-file"),
    path(f"{_MONTH}/statements.pdf", settlement_month.paper, name="console-settlement-papers"),
    *(
        path(
            f"{_MONTH}/{name}.csv",
            settlement_month.sheet,
            {"name": name},
            name=f"console-settlement-{name}",
        )
        for name in settlement_month.FILES
    ),
    path(f"{_ONE}/", settlement_statement.statement, name="console-settlement-statement"),
    path(f"{_ONE}/unpaid", settlement_statement.unpaid, name="console-settlement-unpaid"),
    path(
        f"{_ONE}/statement.pdf",
        settlement_statement.paper,
        name="console-settlement-statement-pdf",
    ),
    path(f"{_ONE}/days.csv", settlement_statement.sheet, name="console-settlement-statement-csv"),
]
