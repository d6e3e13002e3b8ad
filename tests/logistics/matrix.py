"""The warehouse in the access matrix: its routes, and rows of its models in both regencies."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from electcoord.accounts.access import Can
from electcoord.elections.models import Election
from electcoord.regions.models import Region
from logistics import actions
from logistics.actions import Arrived, Seen, Statement
from logistics.goods import BALLOT
from logistics.models import (
    Container,
    Handover,
    Holder,
    Lot,
    Receipt,
    Side,
    SortBatch,
    StockCount,
    StockMove,
    Warehouse,
)
from tests.cast import HULU, KABUPATEN, Cast
from tests.project.people import OTHER, OWN, enters, holds, sees
from tests.project.routes import BOTH, NOBODY_KNOWS, READ, Judge, Row, Target, always, in_election, in_region

PLACES = {OWN: KABUPATEN, OTHER: "9902", NOBODY_KNOWS: KABUPATEN}


def stock_samples(cast: Cast) -> dict[type[Model], list[Any]]:
    """A receipt, a sorted batch, a stock-take and their moves in each regency."""
    for election, who in ((cast.election, "staf"), (cast.other, "tetangga")):
        _fill(cast, election, who)
    return {model: list(model.objects.order_by("pk")) for model in (Receipt, SortBatch, StockCount, StockMove)}


def _fill(cast: Cast, election: Election, who: str) -> None:
    actor, day = cast.actor(who), timezone.localdate()
    store = actions.add_warehouse(
        election=election, name="Gudang", region=Region.objects.get(pk=election.kabupaten_id),
        used_from=day - timedelta(days=9), actor=actor,
    )  # fmt: skip
    contest = election.contests.get(key="ppwp")
    actions.receive(election=election, warehouse=store, printer="PT", delivery_note="SJ-1", day=day,
                    lines=[Arrived(BALLOT, contest, 50, 50)], actor=actor)  # fmt: skip
    lot = Lot.objects.select_related("election__profile", "contest").get(election=election)
    actions.sort(lot, store, day=day, workers=2, good=40, damage={}, actor=actor)
    actions.count_stock(lot, store, account="baik", counted=39, day=day, actor=actor)


def in_store(read: Can, write: Can | None = None, get: int = 200, post: int = 422) -> Judge:
    """A page of the office's stock: reading first, then whether it is there, then the verb of the deed."""

    def judge(who: str, target: Target, method: str) -> set[int]:
        if not enters(who, target.election) or not sees(who, target.region, target.election):
            return {404}
        if not holds(who, read, target.region, target.election):
            return {403}
        if not target.exists:
            return {404}
        if method == "POST":
            return {post} if holds(who, write, target.region, target.election) else {403}
        return {get}

    return judge


def box_samples(cast: Cast) -> None:
    """Boxes in each regency, and a hand-over that the receiver has not told yet."""
    for election, who, ppk in ((cast.election, "staf", HULU), (cast.other, "tetangga", "990201")):
        actor = cast.actor(who)
        store = Warehouse.objects.get(election=election).holder
        actions.prepare_holders(election, actor)
        actions.make_boxes(election, store, actor)
        receiver = Holder.objects.get(election=election, key=f"ppk:{ppk}")
        box = Container.objects.filter(election=election, code__startswith=ppk).first()
        told = Statement(uuid4(), Side.PEMBERI, store, receiver, (Seen(box.code),), timezone.now())
        actions.confirm(told, key=uuid4(), actor=actor)


def at_a_handover(who: str, target: Target, method: str) -> set[int]:
    """Whoever sees one of its places sees it; whoever acts for the receiver, or for the giver on one device, tells."""
    if not enters(who, target.election):
        return {404}
    if not holds(who, Can.VIEW_LOGISTICS):
        return {403}
    places = (target.region[:4], target.region)
    if not target.exists or not any(sees(who, place, target.election) for place in places):
        return {404}
    if method == "POST":
        return {422} if any(holds(who, Can.HAND_OVER, place, target.election) for place in places) else {403}
    return {200}


def box_rows() -> dict[str, Row]:
    def office(name: str) -> list[Target]:
        return [Target(reverse(f"logistics:{name}", args=[slug]), region, slug) for slug, region in PLACES.items()]

    def prepares(who: str, target: Target, method: str) -> set[int]:
        if not enters(who, target.election):
            return {404}
        return {422} if holds(who, Can.KEEP_STOCK, target.region, target.election) else {403}

    def every(name: str) -> list[Target]:
        rows = Container.objects.select_related("election").filter(contest__kind="ppwp")
        return [
            Target(reverse(f"logistics:{name}", args=[row.election.slug, row.code]), row.region_id, row.election.slug)
            for row in rows
        ]

    told = [
        Target(reverse("logistics:handover", args=[row.election.slug, row.uuid]), row.receiver.region_id,
               row.election.slug)
        for row in Handover.objects.select_related("election", "receiver")
    ]  # fmt: skip
    told.append(Target(reverse("logistics:handover", args=[OWN, uuid4()]), HULU, OWN, False))
    return {
        "logistics:boxes": Row(in_election(Can.VIEW_LOGISTICS), office("boxes")),
        "logistics:boxes-prepare": Row(prepares, office("boxes-prepare"), ("POST",)),
        "logistics:box": Row(in_region(Can.VIEW_LOGISTICS), every("box")),
        "logistics:box-step": Row(in_region(Can.MOVE_BOXES, status=422), every("box-step"), ("POST",)),
        "logistics:handovers": Row(in_election(Can.VIEW_LOGISTICS), office("handovers")),
        "logistics:handover-new": Row(in_election(Can.HAND_OVER), office("handover-new"), BOTH),
        "logistics:handover": Row(at_a_handover, told, BOTH),
    }


def scan_rows() -> dict[str, Row]:
    """The telephone's page and its addresses; what waits in a queue of JSON is refused in words."""
    hands = in_election(Can.HAND_OVER)

    def office(name: str, *args: Any) -> list[Target]:
        return [Target(reverse(f"logistics:{name}", args=[slug, *args]), region, slug)
                for slug, region in PLACES.items()]  # fmt: skip

    told = [
        Target(reverse("logistics:scan-result", args=[row.election.slug, row.uuid]), row.receiver.region_id,
               row.election.slug)
        for row in Handover.objects.select_related("election", "receiver")
    ]  # fmt: skip
    told.append(Target(reverse("logistics:scan-result", args=[OWN, uuid4()]), HULU, OWN, False))
    photos = [replace(target, url=target.url.replace("/hasil/", "/foto/").replace(".json", "/")) for target in told]
    shown = [replace(target, url=f"{target.url.replace('pindai/hasil', 'serah-terima')[:-5]}/foto/{uuid4()}/")
             for target in told]  # fmt: skip

    def near(who: str, target: Target) -> bool:
        places = (target.region[:4], target.region)
        return target.exists and any(sees(who, place, target.election) for place in places)

    def at_result(who: str, target: Target, method: str) -> set[int]:
        if not enters(who, target.election):
            return {404}
        if not holds(who, Can.HAND_OVER):
            return {403}
        if not near(who, target):
            return {404}
        return {422} if method == "POST" else {200}

    def at_photo(who: str, target: Target, method: str) -> set[int]:
        if not enters(who, target.election):
            return {404}
        return {404} if holds(who, Can.VIEW_LOGISTICS) else {403}

    return {
        "logistics:scan": Row(hands, office("scan")),
        "logistics:scan-worker": Row(always(200), office("scan-worker"), is_public=True),
        "logistics:scan-session": Row(hands, office("scan-session")),
        "logistics:scan-supplies": Row(hands, office("scan-supplies")),
        "logistics:scan-send": Row(in_election(Can.HAND_OVER, post=400), office("scan-send"), ("POST",)),
        "logistics:scan-result": Row(at_result, told),
        "logistics:scan-photo": Row(at_result, photos, ("POST",)),
        "logistics:handover-photo": Row(at_photo, shown),
    }


def stock_rows() -> dict[str, Row]:
    view, keep, plan = Can.VIEW_LOGISTICS, Can.KEEP_STOCK, Can.PLAN_LOGISTICS

    def office(name: str) -> list[Target]:
        return [Target(reverse(f"logistics:{name}", args=[slug]), region, slug) for slug, region in PLACES.items()]

    def about(name: str, model: type[Lot | Receipt], *more: Any, there: bool = True) -> list[Target]:
        found = []
        for row in model.objects.select_related("election"):
            url = reverse(f"logistics:{name}", args=[row.election.slug, row.uuid, *more])
            found.append(Target(url, row.election.kabupaten_id, row.election.slug, there))
        unknown = Target(reverse(f"logistics:{name}", args=[OWN, uuid4(), *more]), KABUPATEN, OWN, False)
        return [*found, unknown]

    nobody_knows = [Target(reverse("logistics:destruction", args=[OWN, uuid4()]), KABUPATEN, OWN, False)]
    paper = [Target(reverse("logistics:destruction-paper", args=[OWN, uuid4()]), KABUPATEN, OWN, False)]
    return {
        "logistics:stock": Row(in_store(view), office("stock")),
        "logistics:receipts": Row(in_store(view), office("receipts")),
        "logistics:sort": Row(in_store(view, keep), office("sort"), BOTH),
        "logistics:count": Row(in_store(view, keep), office("count"), BOTH),
        "logistics:destructions": Row(in_store(view, plan), office("destructions"), BOTH),
        "logistics:receipt-new": Row(in_store(keep, keep), office("receipt-new"), BOTH),
        "logistics:receipt-template": Row(in_store(keep), office("receipt-template"), READ),
        "logistics:lot": Row(in_store(view, plan), about("lot", Lot), BOTH),
        "logistics:receipt": Row(in_store(view, keep), about("receipt", Receipt), BOTH),
        "logistics:receipt-paper": Row(in_store(view), about("receipt-paper", Receipt, "bttb")),
        "logistics:receipt-photo": Row(
            in_store(view), about("receipt-photo", Receipt, uuid4(), there=False)
        ),
        "logistics:destruction": Row(in_store(view), nobody_knows),
        "logistics:destruction-paper": Row(in_store(view), paper),
    }  # fmt: skip
