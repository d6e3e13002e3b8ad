"""A checked package becomes an election: set-based, in one transaction, one ledger entry."""

import re
import uuid
from collections import Counter

from django.db import IntegrityError, transaction

from electcoord.common.errors import RuleError
from electcoord.common.language import source
from electcoord.elections import hooks, profiles
from electcoord.elections.actions.naming import name_regions
from electcoord.elections.differences import differences
from electcoord.elections.ledger_actions import ElectionAction
from electcoord.elections.models import (
    Choice,
    Contest,
    ContestArea,
    Election,
    ElectionRegion,
    Party,
    ProfileState,
    ProfileVersion,
    Regime,
    Tps,
)
from electcoord.elections.package_rows import ContestRow, ballot_digest
from electcoord.elections.packages import Package
from electcoord.ledger import recording
from electcoord.ledger.recording import Actor
from electcoord.regions.models import Kind

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_WORD = r"(?:kolom|kotak)\W+(?:kosong(?:\W+(?:yang\W+)?tidak\W+bergambar)?|(?:yang\W+)?tidak\W+bergambar)"
_EMPTY_COLUMN = re.compile(rf"\W*{_WORD}\W*", re.IGNORECASE)


def import_package(
    package: Package, *, slug: str, name: str | None = None, simulation: bool = False, actor: Actor
) -> tuple[Election, bool]:
    """The election of this package and whether it was created; the same package again changes nothing.

    Raises RuleError for another content under the same slug.
    """
    check_slug(slug)
    name = " ".join((name or "").split()) or default_name(package, slug)
    if len(name) > 160:
        raise RuleError("Nama pemilu paling panjang 160 huruf.")
    try:
        with transaction.atomic():
            if known := existing(package, slug=slug, simulation=simulation):
                return known, False
            return _create(package, slug, name, simulation, actor), True
    except IntegrityError:
        # Somebody imported it at the same moment and was faster: the same answer as a second later.
        if known := existing(package, slug=slug, simulation=simulation):
            return known, False
        raise


def check_slug(slug: str) -> None:
    """Raises RuleError for a slug that cannot stand in a URL."""
    if not _SLUG.fullmatch(slug):
        raise RuleError(f"Kode pemilu '{slug[:80]}': pakai huruf a-z, angka, _ atau - (1 sampai 60 huruf).")


def existing(package: Package, *, slug: str, simulation: bool = False) -> Election | None:
    """The election under this slug if it came from the same package; raises RuleError if from another."""
    known = Election.objects.select_related("kabupaten").filter(slug=slug).first()
    if known is None:
        return None
    if known.package_digest != package.digest:
        told = " ".join(differences(known, package))
        raise RuleError(f"Pemilu '{slug}' sudah dimuat dengan isi lain. {told} Pakai kode lain untuk paket ini.")
    if simulation and not known.is_simulation:
        raise RuleError(f"Pemilu '{slug}' sudah dimuat sebagai pemilu sungguhan, bukan simulasi; pakai kode lain.")
    return known


def default_name(package: Package, slug: str) -> str:
    """E.g. 'Pilkada 2024 Kabupaten Contoh': the year of the day, else of the contests' names, else of the slug."""
    years = Counter(year for contest in package.contests for year in set(_YEAR.findall(contest.name)))
    told = max(years, key=lambda y: (years[y], y), default="") or next(iter(_YEAR.findall(slug)), "")
    year = str(package.day.year) if package.day else told
    region = next(region for region in package.regions if region.code == package.kabupaten)
    shown = region.name.title() if region.name.isupper() else region.name
    return " ".join(
        part for part in (source(Regime(package.regime).label), year, source(Kind(region.kind).label), shown) if part
    )[:160]


def is_empty_column(name: str) -> bool:
    """Whether a ballot line is the empty column by its name."""
    return bool(_EMPTY_COLUMN.fullmatch(name))


def _create(package: Package, slug: str, name: str, simulation: bool, actor: Actor) -> Election:
    election = Election(
        uuid=uuid.uuid4(),
        slug=slug,
        name=name,
        regime=package.regime,
        day=package.day,
        zone=package.zone,
        kabupaten_id=package.kabupaten,
        is_simulation=simulation,
        package_digest=package.digest,
    )
    with recording.entry(
        ElectionAction.IMPORTED,
        chain=package.kabupaten,
        actor=actor,
        subject=str(election.uuid),
        region=package.kabupaten,
        election=slug,
        payload=_payload(package, election),
    ):
        names = name_regions(package)
        election.save(force_insert=True)
        _create_profile(election)
        ElectionRegion.objects.bulk_create(
            ElectionRegion(election=election, region_id=code, name=row) for code, row in names.items()
        )
        _create_contests(election, package)
        _create_tps(election, package)
        hooks.imported(election)
    return election


def _payload(package: Package, election: Election) -> dict[str, object]:
    return {
        "nama": election.name,
        "rezim": election.regime,
        "hari": package.day.isoformat() if package.day else "",
        "zona": package.zone,
        "simulasi": election.is_simulation,
        "wilayah": len(package.regions),
        "tps": len(package.tps),
        "kontes": len(package.contests),
        "pilihan": package.choice_count,
        "hash": package.digest,
        "berkas": package.files,
    }


def _create_profile(election: Election) -> None:
    election.profile = ProfileVersion.objects.create(
        election=election,
        number=1,
        values=profiles.shipped(election.regime),
        reason="Profil bawaan saat pemilu dimuat.",
        state=ProfileState.BERLAKU,
    )
    election.save(update_fields=["profile"])


def _create_contests(election: Election, package: Package) -> None:
    parties = {
        party.number: party
        for party in Party.objects.bulk_create(
            Party(election=election, number=number, name=name) for number, name in package.parties
        )
    }
    contests = Contest.objects.bulk_create(
        _contest(election, row, order) for order, row in enumerate(package.contests, start=1)
    )
    pairs = list(zip(contests, package.contests, strict=True))
    ContestArea.objects.bulk_create(
        ContestArea(contest=contest, region_id=code) for contest, row in pairs for code in row.area
    )
    Choice.objects.bulk_create(
        Choice(
            contest=contest,
            position=position,
            party=parties.get(choice.party),
            number=choice.number,
            name=choice.name,
            gender=choice.gender,
            is_empty_column=row.kind.regime == Regime.PILKADA and is_empty_column(choice.name),
        )
        for contest, row in pairs
        for position, choice in enumerate(row.ballot)
    )


def _contest(election: Election, row: ContestRow, order: int) -> Contest:
    return Contest(
        election=election,
        key=row.key,
        kind=row.kind,
        name=row.name,
        dapil_code=row.dapil_code,
        seats=row.seats,
        order=order,
        choice_count=len(row.ballot),
        party_count=sum(line.number is None for line in row.ballot),
        choice_hash=ballot_digest((choice.party, choice.number, choice.name) for choice in row.ballot),
    )


def _create_tps(election: Election, package: Package) -> None:
    rows = (
        Tps(
            election=election,
            code=row.code,
            desa_id=row.desa,
            number=row.number,
            is_special=row.special,
            dpt_l=row.dpt_l,
            dpt_p=row.dpt_p,
        )
        for row in package.tps
    )
    # In one statement PostgreSQL would be sent tens of megabytes at once.
    Tps.objects.bulk_create(rows, batch_size=5000)
