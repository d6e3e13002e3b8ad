"""A regency with every kind of contest, read once, for tests that compare what pages and files say of it."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from electcoord.accounts.actions import give_grant
from electcoord.accounts.models import Role
from electcoord.elections.actions import import_package
from electcoord.elections.models import Contest, Election
from electcoord.elections.packages import read_package
from electcoord.ledger.recording import SYSTEM
from recap import aggregate
from recap.actions import enter_reading
from recap.ballot import ballot_of
from recap.models import Sheet
from recap.reading import Reading
from tests.cast import KABUPATEN, Cast
from tests.packages import write_package

PEOPLE = {"dpd": 4, "ppwp": 3, "pilgub": 2, "pilbup": 2}
PARTY_KINDS = ("dpr", "dprd_prov", "dprd_kab")
PEMILU = ("ppwp", "dpd", *PARTY_KINDS)
PILKADA = ("pilgub", "pilbup")


def package(
    folder: Path, *, kecamatan: int = 2, desa: int = 2, tps: int = 2, parties: int = 3, kinds: Sequence[str] = PEMILU
) -> Path:
    """Contests of these kinds, all over the kabupaten."""
    regions = ["kode,jenis,nama,parent_kode", "99,provinsi,NUSA CONTOH,", "9901,kabupaten,TALANG MAJU,99"]
    stations = ["kode_tps,kode_desa,no_tps,khusus,dpt_l,dpt_p"]
    for k in range(1, kecamatan + 1):
        regions.append(f"9901{k:02d},kecamatan,KECAMATAN {k},9901")
        for d in range(1, desa + 1):
            code = f"9901{k:02d}{2000 + d}"
            regions.append(f"{code},desa,DESA {k} {d},9901{k:02d}")
            stations += [f"{code}{t:03d},{code},{t:03d},0,140,150" for t in range(1, tps + 1)]
    contests, choices = ["kontes,jenis,nama,kode_dapil,wilayah,kursi"], ["kontes,no_partai,no_urut,nama,jenis_kelamin"]
    for kind in kinds:
        dapil = "" if kind in PEOPLE and kind != "dpd" else "99"
        contests.append(f"{kind},{kind},{kind.upper()} UJI,{dapil},9901,{7 if kind in PARTY_KINDS else ''}")
        choices += [f"{kind},,{n},Calon {kind} {n}," for n in range(1, PEOPLE.get(kind, 0) + 1)]
        if kind in PARTY_KINDS:
            for p in range(1, parties + 1):
                choices.append(f"{kind},{p},,Partai Uji {p},")
                choices += [f"{kind},{p},{n},Caleg {p} {n},L" for n in (1, 2)]
    files = {"regions": regions, "tps": stations, "contests": contests, "choices": choices}
    return write_package(folder, **{name: "\n".join(lines) + "\n" for name, lines in files.items()})


def load(cast: Cast, folder: Path, slug: str, *, but: int = 0, **size: Any) -> Election:
    """The election with every sheet read once, but for the last ones; seen by ketua, blind for operator."""
    election, _ = import_package(read_package(package(folder / slug, **size)), slug=slug, actor=SYSTEM)
    for who, role in (("ketua", Role.KETUA_KPU), ("operator", Role.OPERATOR_SIREKAP)):
        give_grant(cast[who], role=role, region=KABUPATEN, election=election, actor=SYSTEM)
    for contest in election.contests.all():
        sheets = list(Sheet.objects.filter(contest=contest).order_by("tps_code"))
        for sheet in sheets[: len(sheets) - but]:
            enter_reading(sheet, reading(contest, sheet.tps_code), key=uuid4(), actor=cast.actor("staf"))
    aggregate.refresh_stale(election_id=election.pk)
    return election


def reading(contest: Contest, seed: str) -> Reading:
    """Some votes; now and then a blank."""
    chance = random.Random(f"{contest.key} {seed}")
    ballot = ballot_of(contest)
    votes = tuple(None if chance.random() < 0.1 else chance.randrange(3, 20) for _ in ballot.lines)
    totals = tuple(None for _ in ballot.parties) if ballot.parties else None
    whole = sum(vote or 0 for vote in votes)
    return Reading(votes, totals, {"suara_sah": whole, "suara_tidak_sah": 3, "suara_total": whole + 3})
