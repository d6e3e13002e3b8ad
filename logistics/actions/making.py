"""Containers besides the ballot boxes: results, recapitulation, envelopes, cartons, crates; so many per place."""

from collections.abc import Iterator
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.numbers import angka
from electcoord.elections.models import Election
from electcoord.ledger import canonical
from electcoord.ledger.recording import Actor
from logistics.actions.containers import entry
from logistics.ledger_actions import ContainerAction
from logistics.models import Container, ContainerKind, Holder
from logistics.models.containers import MOST_EACH, SIGNS

MOST_AT_ONCE = 50_000
# For whom: digits of the places' codes.
PER = {"tps": 13, "desa": 10, "kecamatan": 6, "kabupaten": 4}


@transaction.atomic
def make_containers(
    election: Election, kind: str, *, per: str, each: int, within: str, at: Holder, actor: Actor
) -> int:
    """Fills up to `each` containers of a kind for every place below `within`, all at this holder; how many were made.

    Their code is the place's, the kind and a number: `990101-REKAP-01`. What is there stays, so the same again makes
    nothing. RuleError.
    """
    if kind not in SIGNS or per not in PER:
        raise RuleError(_("Pilih jenis dan untuk siapa; kotak suara disiapkan di halaman kotak."))
    if not 1 <= each <= MOST_EACH:
        raise RuleError(_("Isi 1 sampai %(most)s untuk tiap tempat.") % {"most": MOST_EACH})
    if at.election_id != election.pk:
        raise RuleError(_("Pemegang ini dari pemilu lain."))
    known = set(Container.objects.filter(election=election, kind=kind).values_list("code", flat=True))
    rows = (row for row in _rows(election, ContainerKind(kind), PER[per], each, within, at) if row.code not in known)
    found = list(islice(rows, MOST_AT_ONCE + 1))
    if len(found) > MOST_AT_ONCE:
        raise RuleError(_("Paling banyak %(most)s sekaligus; pilih wilayah yang lebih kecil.")
                        % {"most": angka(MOST_AT_ONCE)})  # fmt: skip
    if not found:
        return 0
    told = {"jumlah": len(found), "tempat": at.name, "jenis_wadah": kind,
            "isi": canonical.digest(sorted(row.code for row in found))}  # fmt: skip
    with entry(ContainerAction.MADE, at, actor, told, f"logistics.holder:{at.uuid}"):
        Container.objects.bulk_create(found, batch_size=500)
    return len(found)


def _rows(
    election: Election, kind: ContainerKind, digits: int, each: int, within: str, at: Holder
) -> Iterator[Container]:
    for code, region, tps in _places(election, digits, within):
        for number in range(1, each + 1):
            yield Container(
                election=election, kind=kind, code=f"{code}-{SIGNS[kind]}-{number:02d}", region_id=region, tps_id=tps,
                holder=at,
            )  # fmt: skip


def _places(election: Election, digits: int, within: str) -> Iterator[tuple[str, str, int | None]]:
    if digits == PER["tps"]:
        for pk, code, desa in (
            election.tps.filter(code__startswith=within).order_by("code").values_list("pk", "code", "desa")
        ):
            yield code, desa, pk
        return
    rows = election.regions.filter(region__code__startswith=within, region__code__length=digits)
    for code in rows.order_by("region__code").values_list("region_id", flat=True):
        yield code, code, None
