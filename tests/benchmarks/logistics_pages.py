"""Queries and server time of the pages of logistics with 30,000 boxes on their way: 6,000 TPS of five contests.

python -m tests.benchmarks.logistics_pages, with DATABASE_URL naming an empty database. `prosesor`: what the web process
itself worked, which other programs of a shared machine do not lengthen; the other times are those of a clock. The goal
is a p95 below 150 ms. PostgreSQL wants its statistics first: run VACUUM ANALYZE on the filled database and measure again.
"""

from datetime import timedelta
from uuid import uuid4

from tests.benchmarks import ground

ROUNDS, TPS, BATCH = 40, 6000, 900


def main() -> None:
    ground.setup()
    from django.conf import settings
    from django.test import Client

    from electcoord.accounts import demo
    from electcoord.accounts.models import User
    from electcoord.elections import demo as elections
    from logistics.models import Container, Custody, Handover

    settings.ALLOWED_HOSTS = ["testserver"]
    election = elections.load(elections.Size(tps=TPS, pilkada=0, calon=3))
    elections.load_calendar()
    demo.seed()
    if not Container.objects.filter(election=election).exists():
        fill(election)
    print(f"{ground.engine()}: {Container.objects.count()} kotak, {Custody.objects.count()} perpindahan, {TPS} TPS")
    for username, code in (("staf", election.kabupaten_id), ("ppk-talang", "990101")):
        client = Client()
        client.force_login(User.objects.get(username=username))
        print(f"sebagai {username}")
        last = Handover.objects.filter(election=election, receiver__region__code__startswith="990101").latest("pk")
        ground.measure(client, pages(election, code, last), ROUNDS)


def pages(election, code: str, handover) -> dict[str, str]:
    """`code`: where the account lands."""
    from logistics.models import Container

    box = Container.objects.filter(election=election, code__startswith="990101", step__gt=0).order_by("code").first()
    root = f"/logistik/{election.slug}"
    return {
        "kesiapan": f"{root}/kesiapan/{code}/", "kesiapan kecamatan": f"{root}/kesiapan/990101/",
        "kembali": f"{root}/kembali/", "garis waktu": f"{root}/garis-waktu/{code}/",
        "kotak": f"{root}/kotak/",
        "kotak, cari": f"{root}/kotak/?kode={box.code[:13]}", "kotak, hal 20": f"{root}/kotak/?hal=20",
        "kotak satu": f"{root}/kotak/{box.code}/", "serah terima": f"{root}/serah-terima/",
        f"serah terima ({BATCH})": f"{root}/serah-terima/{handover.uuid}/", "perjalanan": f"{root}/perjalanan/",
        "pindai": f"{root}/pindai/", "Beranda": "/",
    }  # fmt: skip


def fill(election) -> None:
    """Boxes in a warehouse, carried to the PPK by kecamatan, a third of them on to the PPS, through the actions."""
    from itertools import groupby

    from django.utils import timezone

    from electcoord.accounts.models import Role, User
    from electcoord.ledger.recording import Actor
    from logistics import actions
    from logistics.actions import Aim, Plan, Seen, Statement
    from logistics.models import Container, Holder, Side

    staff = Actor(str(User.objects.get(username="staf").uuid), Role.STAF_KPU.value)
    now = timezone.now()
    actions.prepare_holders(election, staff)
    store = actions.add_warehouse(
        election=election, name="Gudang ukur", region=election.kabupaten, used_from=now.date(), actor=staff
    ).holder
    actions.make_boxes(election, store, staff)

    def carry(giver: Holder, receiver: Holder, codes: list[str]) -> None:
        for start in range(0, len(codes), BATCH):
            made, seen = uuid4(), tuple(Seen(code) for code in codes[start : start + BATCH])
            for side in Side:
                told = Statement(made, side, giver, receiver, seen, now)
                actions.confirm(told, key=uuid4(), actor=staff)

    places = {holder.key: holder for holder in Holder.objects.filter(election=election, kind__in=["ppk", "pps"])}
    codes = list(Container.objects.filter(election=election).order_by("code").values_list("code", flat=True))
    for kecamatan, group in groupby(codes, key=lambda code: code[:6]):
        ppk, own = places[f"ppk:{kecamatan}"], list(group)
        aim = (Aim(ppk, now + timedelta(hours=3), len(own)),)
        actions.plan_movement(store, "antar", Plan(now + timedelta(hours=1), aim), actor=staff)
        carry(store, ppk, own)
        for desa in sorted({code[:10] for code in own})[::3]:
            carry(ppk, places[f"pps:{desa}"], [code for code in own if code.startswith(desa)])


if __name__ == "__main__":
    main()
