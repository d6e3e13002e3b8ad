"""A warehouse in the midst of its work, for the pictures: what came short, half sorted, a difference, a destruction."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from electcoord.elections.models import Election
from electcoord.ledger.recording import Actor
from electcoord.regions.models import Region
from logistics import actions
from logistics.accounts import Account
from logistics.actions import Arrived, Witness
from logistics.goods import BALLOT
from logistics.models import Lot, Warehouse
from logistics.selectors import stock
from tests.photos import picture


def build(election: Election, who: Callable[[str], Actor]) -> None:
    clerk, staff = who("sekretaris"), who("staf")
    day = timezone.localdate() - timedelta(days=2)
    region = Region.objects.get(pk=election.kabupaten_id)
    store = actions.add_warehouse(election=election, name="Gudang KPU, Gedung Serbaguna", region=region,
                                  used_from=day - timedelta(days=30), actor=clerk)  # fmt: skip
    contests = list(election.contests.order_by("order"))
    lines = [
        Arrived(BALLOT, contest, 4000 + 37 * at, 4000 + 37 * at - 3 * at, at) for at, contest in enumerate(contests)
    ]
    first = actions.receive(
        election=election, warehouse=store, printer="PT Percetakan Simulasi", delivery_note="SJ/2029/0117",
        day=day, lines=[*lines, Arrived("kotak-suara", None, 120, 120), Arrived("tinta", None, 48, 50)],
        note="Diterima pukul sembilan, dikawal Polres.", actor=staff,
    )  # fmt: skip
    actions.add_receipt_file(first, picture(), name="palet.jpg", caption="Palet di pintu gudang", actor=staff)
    actions.receive(election=election, warehouse=store, printer="PT Kotak Simulasi", delivery_note="KS-88", day=day,
                    lines=[Arrived("bilik-suara", None, 96, 96)], actor=staff)  # fmt: skip
    lots = list(Lot.objects.filter(election=election, item_code=BALLOT).select_related("election__profile", "contest")
                .order_by("contest__order"))  # fmt: skip
    for at, lot in enumerate(lots[:3]):
        actions.sort(lot, store, day=day, workers=24, good=3900 - 300 * at, damage={"sobek": 5 + at, "noda": 7 * at},
                     actor=staff)  # fmt: skip
    actions.mark_psu(lots[0], store, 1000, actor=staff)
    actions.count_stock(lots[1], store, account="baik", counted=3598, day=day, actor=clerk)
    actions.count_stock(lots[2], store, account="baik", counted=3300, day=day, actor=clerk)
    for lot in lots[3:]:
        actions.sort(lot, store, day=day, workers=20, good=2000, damage={"sobek": 1}, actor=staff)


def destroy(election: Election, who: Callable[[str], Actor]) -> None:
    """All of one contest that no box took, after the packing."""
    lot = Lot.objects.filter(election=election, item_code=BALLOT).select_related("contest").earliest("contest__order")
    store = Warehouse.objects.filter(election=election).earliest("pk")
    left = stock.held(lot, store)
    actions.destroy(
        election=election, warehouse=store, day=timezone.localdate() - timedelta(days=2), place="Halaman gudang KPU", method="dibakar",
        witnesses=[Witness("Bagas Wirabumi", "Polres Simulasi", "polri"),
                   Witness("Citra Laksana", "Bawaslu Kabupaten", "bawaslu")],
        counted={lot: (left[Account.RUSAK], left[Account.BAIK])}, reason="contoh untuk gambar, sebelum H-1",
        actor=who("staf"),
    )  # fmt: skip
