"""The SIMULASI regency: invented places, parties and people, three elections, the same at every run."""

import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.utils import timezone

from electcoord.common.numbers import angka
from electcoord.elections.actions import import_package, load_phases, set_stages, update_election
from electcoord.elections.demo.package import FULL, KABUPATEN, PEMILU, PILKADA, SMALL, SUSULAN, Size, write_package
from electcoord.elections.demo.terrain import boundaries
from electcoord.elections.models import Election, ElectionRegion, Stage, default_stages
from electcoord.elections.packages import Package, read_package
from electcoord.ledger.recording import SYSTEM
from electcoord.regions import actions as regions

__all__ = ["FULL", "KABUPATEN", "PEMILU", "PILKADA", "SLUG", "SMALL", "SUSULAN", "Size", "load", "refuse", "seed"]
SLUG = PEMILU
NAMES = {
    PEMILU: "SIMULASI Pemilu Kabupaten Simulasi Maju",
    PILKADA: "SIMULASI Pilkada Kabupaten Simulasi Maju",
    SUSULAN: "SIMULASI Pemilu Susulan DPRD Simulasi Maju",
}
# The vote was yesterday, that of the Pilkada the day before, that of the susulan is tomorrow: whichever day one looks,
# what is shown is true.
DAYS_AGO = {PEMILU: 1, PILKADA: 2, SUSULAN: -1}
# What is open, and why, as the ledger tells it.
STAGES = {
    PEMILU: (
        {Stage.ENTRI, Stage.PLENO_KECAMATAN},
        "Sehari sesudah pemungutan suara: entri berjalan, pleno kecamatan pertama dibuka.",
    ),
    PILKADA: ({Stage.ENTRI}, "Entri Pilkada baru dibuka."),
    SUSULAN: ({Stage.PERSIAPAN}, "Sehari sebelum pemungutan suara: entri dibuka sesudahnya."),
}


@cache
def package(size: Size, slug: str) -> Package:
    """One of the packages, checked."""
    with tempfile.TemporaryDirectory() as folder:
        write_package(Path(folder), size, slug)
        return read_package(folder)


def load(size: Size = FULL) -> Election:
    """Imports the Pemilu, and the other two where the size has them; again it changes nothing. Gives the Pemilu."""
    for slug in (SUSULAN, PILKADA, PEMILU) if size.pilkada else (PEMILU,):
        election, created = import_package(
            package(size, slug), slug=slug, name=NAMES[slug], simulation=True, actor=SYSTEM
        )
        stages, reason = STAGES[slug]
        if created or election.open_stages == default_stages():
            election = set_stages(election, stages, reason=reason, actor=SYSTEM)
        if election.day is None:
            day = timezone.localdate() - timedelta(days=DAYS_AGO[slug])
            update_election(election, name=election.name, day=day, zone=election.zone, actor=SYSTEM)
    _draw_map(election)
    return election


def _draw_map(election: Election) -> None:
    codes = list(ElectionRegion.objects.filter(election=election).values_list("region_id", flat=True))
    regions.set_boundaries(boundaries(codes), source="Batas rekaan SIMULASI", actor=SYSTEM)


def refuse() -> str | None:
    """Why the demo must not touch this database, or None."""
    if real := Election.objects.filter(is_simulation=False).first():
        return (
            f"Basis data ini memuat pemilu sungguhan ('{real.slug}'); demo tidak dijalankan di sini. "
            "Pakai basis data lain, misalnya DATABASE_URL=sqlite:///demo.sqlite3."
        )
    for slug in NAMES:
        known = Election.objects.filter(slug=slug).first()
        if known and known.package_digest != package(FULL, slug).digest:
            return (
                f"Basis data ini memuat kabupaten SIMULASI dari versi lain ({angka(known.tps.count())} TPS); isinya "
                "tidak diubah. Pakai basis data baru, misalnya DATABASE_URL=sqlite:///demo-baru.sqlite3, "
                "atau hapus dulu basis data demo yang lama."
            )
    return None


def load_calendar() -> None:
    """The shipped stages of the elections; again it changes nothing."""
    for election in Election.objects.filter(slug__in=NAMES):
        load_phases(election, SYSTEM)


def seed() -> list[str]:
    load()
    load_calendar()
    return [
        f"{election.name}: {angka(election.tps.count())} TPS, {election.contests.count()} kontes."
        for election in Election.objects.filter(slug__in=NAMES).order_by("-slug").reverse()
    ]
