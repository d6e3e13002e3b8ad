"""Swapped ballots: stop, report, exchange, berita acara (regulations H.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.language import in_source
from electcoord.common.numbers import angka
from electcoord.elections.models import Contest, Tps
from electcoord.ledger.recording import Actor
from electcoord.situation import incidents
from electcoord.situation.models import Incident, IncidentNoteKind
from logistics.actions.containers import contests_of
from logistics.incident_kinds import TERTUKAR
from logistics.ledger_actions import SwapAction
from logistics.models import FoundWhen, Holder, SwapReport
from logistics.swap_papers import named

MOST = 5000


@dataclass(frozen=True)
class Swap:
    """Ballots of one jenis that belong to `there`, found at `here`; both TPS decide whose dapil it is."""

    here: Tps
    there: Tps
    contest_kind: str
    here_count: int
    found_when: str
    occurred_at: datetime
    there_count: int | None = None
    used_count: int = 0
    stopped_at: datetime | None = None
    what: str = ""
    cause: str = ""


@transaction.atomic
def report_swap(
    swap: Swap, *, files: Sequence[Any] = (), key: UUID | None = None, actor: Actor
) -> Incident:  # fmt: skip
    """The incident with what was swapped. RuleError for one TPS, a jenis that it has not, impossible counts."""
    _check(swap)
    # The same form sent again tells of the same report.
    made = uuid5(key, "pertukaran") if key else uuid4()
    row = SwapReport(
        uuid=made, found_when=swap.found_when, used_count=swap.used_count, stopped_at=swap.stopped_at,
        here=swap.here, here_contest=_contest(swap.here, swap.contest_kind), here_count=swap.here_count,
        there=swap.there, there_contest=_contest(swap.there, swap.contest_kind), there_count=swap.there_count,
    )  # fmt: skip

    def write(incident: Incident) -> None:
        row.incident = incident
        row.save(force_insert=True)

    with in_source():
        title, sides = row.there_contest.title, f"milik {named(row.there)} ada di {named(row.here)}"
        first = f"{angka(row.here_count)} surat suara {title} {sides}."
    return incidents.report(
        incidents.Report(
            kind=TERTUKAR, what=f"{first}\n{swap.what}".strip(), cause=swap.cause, election=swap.here.election,
            region=swap.here.desa, tps_code=swap.here.code, occurred_at=swap.occurred_at, told={
                "saat": row.found_when, "dipakai": row.used_count, "di_kontes": row.here_contest.key,
                "di_jumlah": row.here_count, "dari_tps": row.there.code, "dari_kontes": row.there_contest.key,
                "dari_jumlah": row.there_count, "pertukaran": str(row.uuid),
            },
        ),
        files=files, key=key, actor=actor, within=write,
    )  # fmt: skip


def _check(swap: Swap) -> None:
    if swap.here.pk == swap.there.pk:
        raise RuleError(_("TPS tempat ditemukan dan TPS asal harus berbeda."))
    if swap.here.election_id != swap.there.election_id:
        raise RuleError(_("Kedua TPS bukan dari pemilu yang sama."))
    if swap.found_when not in FoundWhen.values:
        raise RuleError(_("Pilih kapan surat suara ditemukan: sebelum atau sesudah dipakai."))
    if not 1 <= swap.here_count <= MOST or not 0 <= (swap.there_count or 0) <= MOST:
        raise RuleError(_("Jumlah surat suara 1 sampai %(most)s lembar.") % {"most": angka(MOST)})
    if (swap.found_when == FoundWhen.SESUDAH) != (swap.used_count > 0) or swap.used_count > swap.here_count:
        raise RuleError(
            _("Isi berapa lembar yang sudah dipakai, paling banyak sejumlah yang ditemukan; kosong bila belum dipakai.")
        )
    if swap.stopped_at and swap.stopped_at > timezone.now():
        raise RuleError(_("Jam pemakaian dihentikan belum tiba; periksa jamnya."))


def _contest(tps: Tps, kind: str) -> Contest:
    rows = tps.election.contests.filter(kind=kind).prefetch_related("areas")
    found = contests_of(tps, rows)
    if len(found) != 1:
        raise RuleError(_("%(tps)s tidak memakai surat suara jenis itu.") % {"tps": tps})
    return found[0]


@transaction.atomic
def exchange(
    incident: Incident, *, by: Holder, at: datetime, text: str, seen: int | None = None, actor: Actor
) -> SwapReport:  # fmt: skip
    """The ballots are where they belong, brought by this holder; `text` says how. Only before any was used."""
    # Whoever exchanges holds the incident, so a twin waits and then finds it done.
    Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    row = SwapReport.objects.select_related("here", "there").get(incident=incident)
    if not row.is_exchangeable:
        raise RuleError(_("Surat suara ini sudah ditukar, atau sudah ada yang dipakai sehingga tidak ditukar lagi."))
    if by.election_id != incident.election_id:
        raise RuleError(_("Pemegang ini dari pemilu lain."))
    if not incident.occurred_at <= at <= timezone.now():
        raise RuleError(_("Waktu penukaran sesudah kejadian dan tidak di masa depan."))

    def write(note: Any) -> None:
        row.exchanged_at, row.exchanged_by = at, by
        row.save(update_fields=["exchanged_at", "exchanged_by"])

    incidents.step(
        incident, SwapAction.EXCHANGED, IncidentNoteKind.CATATAN, while_open=True, seen=seen, actor=actor,
        text=text, within=write, told={"ditukar": str(row.uuid), "pemegang": by.key},
    )  # fmt: skip
    return row
