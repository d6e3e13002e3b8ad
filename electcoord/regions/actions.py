"""Names of regions: a newer one is added, an older one is never overwritten. Boundaries: the latest are kept."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.language import source as source_text
from electcoord.common.problems import Problems, short
from electcoord.common.text import one_line
from electcoord.ledger import recording
from electcoord.ledger.recording import INSTALLATION, KABUPATEN_DIGITS, Actor
from electcoord.regions import geojson, words
from electcoord.regions.ledger_actions import RegionAction
from electcoord.regions.models import DIGITS, Boundary, Kind, Region, RegionName


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
    name, source = one_line(name, _("Nama"), 120), one_line(source, _("Sumber"), 120)
    region = Region.objects.select_for_update().get(pk=region.pk)
    if kind not in Kind.values or DIGITS[Kind(kind)] != len(region.code):
        raise RuleError(_("Jenis wilayah tidak cocok dengan kode %(code)s.") % {"code": region.code})
    known = list(region.names.all())
    _check_day(valid_from, known)
    if (region.kind, region.name) == (kind, name):
        raise RuleError(_("Nama ini sama dengan nama yang berlaku."))
    payload = {
        "kode": region.code,
        "jenis": source_text(Kind(kind).label),
        "nama": name,
        "sejak": valid_from.isoformat(),
        "sumber": source,
        "sebelum": f"{source_text(Kind(region.kind).label)} {region.name}",
    }
    chain = region.code[:KABUPATEN_DIGITS] if len(region.code) >= KABUPATEN_DIGITS else INSTALLATION
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
    """A region shows the name whose validity is latest, and is found by every one; `names`: what it was called."""
    added = list(added)
    words.index(added)
    changed = []
    for name in added:
        region = known.get(name.region_id)
        if region and all(name.rank > other.rank for other in names[region.code]):
            region.kind, region.name = name.kind, name.name
            changed.append(region)
    Region.objects.bulk_update(changed, ["kind", "name"], batch_size=300)


@transaction.atomic
def set_boundaries(features: Mapping[str, dict[str, Any]], *, source: str, actor: Actor) -> int:
    """Where regions lie: {code: GeoJSON Polygon or MultiPolygon}. Returns how many differ from what was there.

    One entry with the SHA-256 of what was written; none where nothing is new.
    """
    source = one_line(source, _("Sumber"), 120)
    texts = new_boundaries(features, source)
    if not texts:
        return 0
    rows = [
        Boundary(region_id=code, geometry=text, digest=_sha256(text), source=source) for code, text in texts.items()
    ]
    above = {code[:KABUPATEN_DIGITS] for code in texts}
    region = above.pop() if len(above) == 1 else ""
    payload = {
        "jumlah": len(rows), "sumber": source, "sha256": _sha256("\n".join(f"{row.pk} {row.digest}" for row in rows)),
    }  # fmt: skip
    with recording.entry(
        RegionAction.BOUNDED, chain=region or INSTALLATION, actor=actor, subject=subject(region or INSTALLATION),
        region=region, payload=payload,
    ):  # fmt: skip
        Boundary.objects.bulk_create(
            rows, batch_size=200, update_conflicts=True, unique_fields=["region"],
            update_fields=["geometry", "digest", "source"],
        )  # fmt: skip
    return len(rows)


def new_boundaries(features: Mapping[str, dict[str, Any]], source: str) -> dict[str, str]:
    """The geometries, as they are stored, that differ from what is there; PackageError names every wrong one."""
    problems, texts = Problems(), {}
    codes = sorted(features)
    known = known_codes(codes)
    for code in codes:
        if code not in known:
            problems.add(f"wilayah {short(code)}", _("kode ini tidak dikenal; muat dulu paket pemilunya."))
            continue
        try:
            texts[code] = geojson.as_text(geojson.polygons_of(features[code]))
        except ValueError as error:
            problems.add(f"wilayah {code}", str(error))
    problems.stop()
    there = Boundary.objects.filter(region__in=codes).values_list("region_id", "digest", "source")
    same = {code for code, digest, was in there if (digest, was) == (_sha256(texts[code]), source)}
    return {code: text for code, text in texts.items() if code not in same}


def known_codes(codes: Iterable[str]) -> set[str]:
    """Those of the codes that are regions here."""
    return set(Region.objects.filter(code__in=list(codes)).values_list("code", flat=True))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _check_day(valid_from: date | None, known: Iterable[RegionName]) -> None:
    if valid_from is None:
        raise RuleError(_("Isi hari mulai berlakunya nama ini."))
    if valid_from > timezone.localdate():
        # The name in force is the latest one; a future one would be shown too early.
        raise RuleError(_("Nama dicatat paling cepat pada hari mulai berlakunya."))
    latest = max((name.valid_from or date.min for name in known), default=date.min)
    if valid_from <= latest:
        text = _("Nama yang tercatat berlaku sejak %(day)s; nama baru harus sesudahnya.")
        raise RuleError(text % {"day": latest.isoformat()})
