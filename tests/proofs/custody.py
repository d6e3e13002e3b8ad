"""J1: boxes go from hand to hand in a simulated regency; telephones send late, twice and in any order.

    DATABASE_URL=… python3 manage.py demo --no-serve             # a scratch database, with 2,000 TPS
    DATABASE_URL=… .venv/bin/python -m tests.proofs.custody --election SLUG --items 20     # 240,000 passings

Every box is carried from the warehouse to its KPPS and back, six hand-overs. Both sides tell of each, some twice under
the same key, some once more from another telephone, and all of it is dealt out at random. In the end each box must have
passed exactly six times, in order, and be back; the ledger must tell each passing.
"""

import argparse
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4, uuid5

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electcoord.settings")
django.setup()

from django.db import transaction  # noqa: E402

from electcoord.elections.models import Election  # noqa: E402
from electcoord.ledger import recording  # noqa: E402
from electcoord.ledger.recording import Actor  # noqa: E402
from logistics.actions import Seen, Statement, add_warehouse, confirm, prepare_holders  # noqa: E402
from logistics.ledger_actions import ContainerAction  # noqa: E402
from logistics.models import Container, ContainerKind, Custody, Holder, HolderKind, Side  # noqa: E402
from logistics.verify import custody_equals_the_ledger  # noqa: E402

SPACE = UUID("5e1f0c0e-6f5c-4f5e-9d7e-0b1c2d3e4f50")
NOON = datetime(2029, 2, 13, 5, tzinfo=UTC)
GIVER, RECEIVER = Actor("1" * 32, "petugas_gudang"), Actor("2" * 32, "ketua_pps")
HOPS = 6


@dataclass(frozen=True)
class Event:
    statement: Statement
    key: UUID


def fill(election: Election, items: int) -> None:
    """Holders, a warehouse, and so many things for each TPS, all of them there."""
    prepare_holders(election, GIVER)
    store = add_warehouse(
        election=election, name=f"Gudang bukti {uuid4()}", region=election.kabupaten, used_from=NOON.date(), actor=GIVER
    ).holder
    rows = [
        Container(election=election, kind=ContainerKind.SAMPUL, code=f"{tps.code}-B{number:02d}", tps=tps,
                  region_id=tps.desa_id, holder=store)
        for tps in election.tps.all() for number in range(items)
    ]  # fmt: skip
    told = {"jumlah": len(rows), "tempat": store.name}
    with (
        transaction.atomic(),
        recording.entry(
            ContainerAction.MADE, chain=election.kabupaten_id, actor=GIVER, payload=told, election=election.slug
        ),
    ):
        Container.objects.bulk_create(rows, batch_size=500)


def events(election: Election, group: int, seed: int) -> list[Event]:
    """What all telephones will ever send, shuffled. Boxes of a TPS travel together, at most `group` of them."""
    chance = random.Random(seed)
    rows = Holder.objects.filter(election=election).select_related("election")
    known = {"gudang" if row.kind == HolderKind.GUDANG else row.key: row for row in rows}
    found = [event for bundle in _bundles(election, group) for event in _journey(known, bundle, chance)]
    found += chance.sample(found, len(found) // 5)
    chance.shuffle(found)
    return found


def _bundles(election: Election, group: int) -> Iterator[list[str]]:
    by_tps: dict[str, list[str]] = {}
    for code, tps in Container.objects.filter(election=election).values_list("code", "tps__code").order_by("code"):
        by_tps.setdefault(tps, []).append(code)
    for codes in by_tps.values():
        yield from (codes[start : start + group] for start in range(0, len(codes), group))


def _journey(known: dict[str, Holder], codes: list[str], chance: random.Random) -> Iterator[Event]:
    tps = codes[0].split("-")[0]
    keys = [f"ppk:{tps[:6]}", f"pps:{tps[:10]}", f"kpps:{tps}"]
    way = [known["gudang"], *(known[key] for key in keys), known[keys[1]], known[keys[0]], known["gudang"]]
    for step in range(HOPS):
        uuid = uuid5(SPACE, f"{codes[0]} {step}")
        # On the way out a telephone may never have been told the step; nobody comes by twice there.
        base = step if step > 2 or chance.random() < 0.7 else None
        lines = tuple(Seen(code, step=base) for code in codes)
        for side in Side:
            statement = Statement(uuid, side, way[step], way[step + 1], lines, NOON)
            yield Event(statement, uuid5(SPACE, f"{uuid} {side}"))
            if chance.random() < 0.1:
                yield Event(statement, uuid5(SPACE, f"{uuid} {side} telepon lain"))


def play(found: list[Event]) -> None:
    for event in found:
        actor = GIVER if event.statement.side == Side.PEMBERI else RECEIVER
        confirm(event.statement, key=event.key, actor=actor)


def faults(election: Election) -> list[str]:
    """What is not as it must be when everything has come in."""
    wrong = [
        f"{code}: langkah {step}, {holder}"
        for code, step, holder in Container.objects.filter(election=election)
        .exclude(step=HOPS, holder__kind="gudang")
        .values_list("code", "step", "holder__key")[:20]
    ]
    passed, boxes = Custody.objects.count(), Container.objects.filter(election=election).count()
    if passed != HOPS * boxes:
        wrong.append(f"{passed} perpindahan, seharusnya {HOPS * boxes}")
    if broken := custody_equals_the_ledger():
        wrong.append(str(broken))
    return wrong


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--election", required=True, help="kode pemilu SIMULASI pada basis data percobaan")
    given.add_argument("--items", type=int, default=20, help="barang per TPS")
    given.add_argument("--group", type=int, default=20, help="barang per serah terima")
    given.add_argument("--seed", type=int, default=1)
    arguments = given.parse_args()
    election = Election.objects.get(slug=arguments.election, is_simulation=True)
    if Container.objects.filter(election=election).exists():
        raise SystemExit("Pemilu ini sudah punya kotak; pakai basis data percobaan yang baru.")
    fill(election, arguments.items)
    found = events(election, arguments.group, arguments.seed)
    start = time.monotonic()
    play(found)
    took = time.monotonic() - start
    passed = Custody.objects.count()
    print(f"{len(found)} pernyataan, {passed} perpindahan, {took:.0f} s, {passed / took:.0f} perpindahan/s")
    wrong = faults(election)
    print("\n".join(wrong) or "Setiap barang berpindah enam kali dan kembali; buku kejadian menceritakan semuanya.")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
