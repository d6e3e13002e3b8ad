"""Swapped ballots as the page of their incident shows them."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.templatetags.angka import waktu
from electcoord.situation import incident_pages
from electcoord.situation.models import Incident
from logistics.models import FoundWhen, HolderKind, SwapReport
from logistics.selectors import boxes
from logistics.swap_papers import named

TEMPLATE = "logistics/_swap.html"


def part(request: HttpRequest, incident: Incident) -> tuple[str, dict[str, Any]] | None:
    """Both sides, the four steps, and the form of the exchange for whoever may tell it."""
    rows = SwapReport.objects.select_related(
        "here__desa", "there__desa", "here_contest", "there_contest", "exchanged_by"
    )  # fmt: skip
    if (row := rows.filter(incident=incident).first()) is None:
        return None
    may = row.is_exchangeable and incident.is_open and may_exchange(request, incident)
    holders = boxes.holders_of(request, incident.election).exclude(kind=HolderKind.PERCETAKAN)
    return TEMPLATE, {
        "swap": row, "incident": incident, "may_exchange": may,
        "holders": holders[:500] if may else [],
        "here": named(row.here), "there": named(row.there), "steps": _steps(row, incident),
    }  # fmt: skip


def _steps(row: SwapReport, incident: Incident) -> list[dict[str, Any]]:
    """Stop, report, exchange, berita acara; the first that is not done is the next."""
    is_used = row.found_when == FoundWhen.SESUDAH
    exchange = _("Tidak ditukar: sudah ada yang dipakai") if is_used else _("Tukar")
    done = [
        (_("Hentikan pemakaian"), row.stopped_at, bool(row.stopped_at)),
        (_("Laporkan"), incident.reported_at, True),
        (exchange, row.exchanged_at, is_used or bool(row.exchanged_at)),
        (_("Buat berita acara"), None, incident_pages.paper_of(incident) is not None),
    ]
    first = next((number for number, step in enumerate(done) if not step[2]), None)
    return [
        {"label": label, "state": "done" if is_done else "now" if number == first else "",
         "text": waktu(at) if at else ""}
        for number, (label, at, is_done) in enumerate(done)
    ]  # fmt: skip


def may_exchange(request: HttpRequest, incident: Incident) -> bool:
    return access.may(
        request.user, Can.REPORT_INCIDENTS, region=incident.place, election=incident.election
    )  # fmt: skip
