"""Names of regions: a newer one is added, an older one is never overwritten."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from electcoord.common.errors import RuleError
from electcoord.ledger import recording
from electcoord.ledger.recording import INSTALLATION, Actor
from electcoord.regions.ledger_actions import RegionAction
from electcoord.regions.models import DIGITS, Kind, Region, RegionName

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_KABUPATEN_DIGITS = 4


def subject(code: str) -> str:
    """How the ledger names a region."""
    return f"regions.region:{code}"


@transaction.atomic
def add_name(
    region: Region, *, kind: str, name: str, valid_from: date | None, source: str, actor: Actor, election: str = ""
) -> RegionName:
    """The region is called this from that day on; documents keep the name they were made with.

    `election`: slug of the election in which the actor holds the right; whoever reads its ledger sees the deed.
    """
    name, source = _text(name, "Nama"), _text(source, "Sumber")
    region = Region.objects.select_for_update().get(pk=region.pk)
    if kind not in Kind.values or DIGITS[Kind(kind)] != len(region.code):
        raise RuleError(f"Jenis wilayah tidak cocok dengan kode {region.code}.")
    known = list(region.names.all())
    _check_day(valid_from, known)
    if (region.kind, region.name) == (kind, name):
        raise RuleError("Nama ini sama dengan nama yang berlaku.")
    payload = {
        "kode": region.code,
        "jenis": Kind(kind).label,
        "nama": name,
        "sejak": valid_from.isoformat(),
        "sumber": source,
        "sebelum": f"{region.get_kind_display()} {region.name}",
    }
    chain = region.code[:_KABUPATEN_DIGITS] if len(region.code) >= _KABUPATEN_DIGITS else INSTALLATION
    with recording.entry(
        RegionAction.NAMED, chain=chain, actor=actor, subject=subject(region.code), region=region.code,
        election=election, payload=payload,
    ):  # fmt: skip
        added = RegionName.objects.create(region=region, kind=kind, name=name, valid_from=valid_from, source=source)
        follow_latest({region.code: region}, {region.code: known}, [added])
    return added


def follow_latest(
    known: Mapping[str, Region], names: Mapping[str, Iterable[RegionName]], added: Iterable[RegionName]
) -> None:
    """A region shows the name whose validity is latest; `names`: what each region was called before."""
    changed = []
    for name in added:
        region = known.get(name.region_id)
        if region and all(name.rank > other.rank for other in names[region.code]):
            region.kind, region.name = name.kind, name.name
            changed.append(region)
    Region.objects.bulk_update(changed, ["kind", "name"], batch_size=300)


def _check_day(valid_from: date | None, known: Iterable[RegionName]) -> None:
    if valid_from is None:
        raise RuleError("Isi hari mulai berlakunya nama ini.")
    if valid_from > timezone.localdate():
        # The name in force is the latest one; a future one would be shown too early.
        raise RuleError("Nama dicatat paling cepat pada hari mulai berlakunya.")
    latest = max((name.valid_from or date.min for name in known), default=date.min)
    if valid_from <= latest:
        raise RuleError(f"Nama yang tercatat berlaku sejak {latest.isoformat()}; nama baru harus sesudahnya.")


def _text(value: str, label: str) -> str:
    value = " ".join(value.split())
    if not value or len(value) > 120 or _INVISIBLE.search(value):
        raise RuleError(f"{label} wajib diisi, paling panjang 120 huruf.")
    return value
