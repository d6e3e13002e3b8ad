"""Boxes and what else is carried: made, sealed, opened; what goes in is in packing.py."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.text import one_line
from electcoord.elections.models import Contest, Election, Tps
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor
from logistics.actions import seal_reports
from logistics.actions.seal_reports import Report
from logistics.ledger_actions import ContainerAction
from logistics.models import Container, ContainerKind, Holder, ReportKind, Seal, SealKind
from logistics.selectors.packing import PIECE
from logistics.states import CONTAINER_MOVES, ContainerState

MOST_SEALS = 20


@transaction.atomic
def make_boxes(election: Election, at: Holder, actor: Actor) -> int:
    """A ballot box per TPS and contest of its area, at this holder, where there is none yet; how many were made.

    Their code is `<TPS>-<JENIS>`, for instance 9901012001001-PPWP (regulations H.2: one box per contest).
    """
    known = set(Container.objects.filter(election=election).values_list("code", flat=True))
    found = [box for box in _boxes(election, at) if box.code not in known]
    if not found:
        return 0
    told = {"jumlah": len(found), "tempat": at.name, "isi": canonical.digest(sorted(box.code for box in found))}
    with entry(ContainerAction.MADE, at, actor, told, f"logistics.holder:{at.uuid}"):
        rows = iter(found)
        while batch := list(islice(rows, 500)):
            Container.objects.bulk_create(batch)
    return len(found)


def _boxes(election: Election, at: Holder) -> Iterable[Container]:
    contests = list(election.contests.prefetch_related("areas"))
    for tps in election.tps.all():
        for contest in contests_of(tps, contests):
            yield Container(
                election=election, kind=ContainerKind.KOTAK, code=box_code(tps, contest), contest=contest, tps=tps,
                region_id=tps.desa_id, holder=at,
            )  # fmt: skip


def contests_of(tps: Tps, contests: Iterable[Contest]) -> list[Contest]:
    """The contests whose area holds the TPS; their areas should have been fetched with them."""
    return [contest for contest in contests if any(tps.code.startswith(area.region_id) for area in contest.areas.all())]


def box_code(tps: Tps, contest: Contest) -> str:
    return f"{tps.code}-{contest.kind.replace('_', '').upper()}"


@transaction.atomic
def attach_seals(
    container: Container, numbers: Sequence[str], *, kind: str = SealKind.KABEL, report: Report | None = None,
    actor: Actor,
) -> None:  # fmt: skip
    """Closes a packed or opened container with these seals; with `report` a berita acara of it is made.

    RuleError where a number was used before, and on what.
    """
    row = lock([container])[0]
    numbers = [seal_number(number) for number in numbers]
    if not numbers or len(numbers) > MOST_SEALS:
        raise RuleError(_("Isi 1 sampai %(most)s nomor segel.") % {"most": MOST_SEALS})
    if len(set(numbers)) < len(numbers):
        raise RuleError(_("Nomor segel yang sama tertulis dua kali."))
    if ContainerState.DISEGEL not in CONTAINER_MOVES[ContainerState(row.state)]:
        raise RuleError(_("%(code)s belum dikemas atau sudah disegel.") % {"code": row.code})
    used = Seal.objects.filter(election=row.election_id, number__in=numbers).select_related("container").first()
    if used:
        raise RuleError(
            _("Segel %(number)s sudah terpasang pada %(code)s.") % {"number": used.number, "code": used.container.code}
        )
    draft = seal_reports.prepare(
        row, ReportKind.SEGEL, report, reason="penyegelan kembali", before=_last_seals(row),
        after=numbers, actor=actor,
    )  # fmt: skip
    told = {"kode": row.code, "jumlah": len(numbers), "nomor": ", ".join(sorted(numbers))}
    with entry(ContainerAction.SEALED, row.holder, actor, told, subject_of(row)) as deed:
        Seal.objects.bulk_create(
            Seal(election_id=row.election_id, kind=kind, number=number, container=row) for number in numbers
        )
        move(row, ContainerState.DISEGEL)
        seal_reports.write(draft, deed, actor)


def _last_seals(row: Container) -> list[str]:
    """Those that came off last."""
    last = row.seals.filter(removed_at__isnull=False).order_by("-removed_at").values_list("removed_at", flat=True)[:1]
    return sorted(row.seals.filter(removed_at__in=list(last)).values_list("number", flat=True))


@transaction.atomic
def open_container(container: Container, *, reason: str, report: Report | None = None, actor: Actor) -> None:
    """A sealed container is opened, for the count or for evidence; its seals are off from now.

    `report`: before whom; a berita acara with a number of the register is made of it. KPPS open at the count without.
    """
    row = lock([container])[0]
    reason = one_line(reason, _("Alasan"), 200)
    if row.state != ContainerState.DISEGEL:
        raise RuleError(_("%(code)s tidak bersegel.") % {"code": row.code})
    seals = sorted(row.seals.filter(removed_at__isnull=True).values_list("number", flat=True))
    draft = seal_reports.prepare(row, ReportKind.BUKA, report, reason=reason, before=seals, after=[], actor=actor)
    told = {"kode": row.code, "alasan": reason, "berita_acara": bool(draft)}
    with entry(ContainerAction.OPENED, row.holder, actor, told, subject_of(row)) as deed:
        row.seals.filter(removed_at__isnull=True).update(removed_at=timezone.now())
        move(row, ContainerState.DIBUKA)
        seal_reports.write(draft, deed, actor)


def seal_number(text: str) -> str:
    """A seal's number as it is kept: capitals, no spaces. RuleError for other signs."""
    number = "".join(text.split()).upper()
    if (
        not number
        or len(number) > 30
        or not all(sign.isascii() and (sign.isalnum() or sign in "./-") for sign in number)
    ):
        raise RuleError(
            _("Nomor segel %(number)s tidak dikenal: huruf, angka, titik, garis miring, dan tanda hubung saja.")
            % {"number": text[:40]}
        )
    return number


def lock(containers: Sequence[Container]) -> list[Container]:
    """The containers as they are now, held until the transaction ends; in one order, whoever asks."""
    keys = sorted({row.pk for row in containers})
    rows = Container.objects.select_for_update(of=("self",)).select_related("tps")
    pieces = (keys[start : start + PIECE] for start in range(0, len(keys), PIECE))
    found = [row for piece in pieces for row in rows.filter(pk__in=piece).order_by("pk")]
    if not found:
        raise RuleError(_("Belum ada kotak yang dipilih."))
    if len({row.election_id for row in found}) > 1:
        raise RuleError(_("Kotak-kotak ini bukan dari pemilu yang sama."))
    _share(found)
    return found


def _share(rows: Sequence[Container]) -> None:
    """Gives thousands of containers the same few objects, read once."""
    election = Election.objects.select_related("profile", "kabupaten").get(pk=rows[0].election_id)
    holders = Holder.objects.select_related("warehouse").in_bulk({row.holder_id for row in rows})
    contests = {contest.pk: contest for contest in election.contests.all()}
    for holder in holders.values():
        holder.election = election
    for row in rows:
        row.election, row.holder = election, holders[row.holder_id]
        if row.contest_id:
            row.contest = contests[row.contest_id]


def move(row: Container, state: ContainerState) -> None:
    row.state, row.changed_at = state, timezone.now()
    row.save(update_fields=["state", "changed_at"])


def subject_of(row: Container) -> str:
    return f"logistics.container:{row.uuid}"


def entry(
    action: str, at: Holder, actor: Actor, told: dict[str, Any], subject: str
) -> AbstractContextManager:  # fmt: skip
    return recording.entry(
        action, chain=recording.chain_of(at.region_id), actor=actor, subject=subject, region=at.region_id,
        election=at.election.slug, payload=told,
    )  # fmt: skip
