"""The warehouse in the access matrix: its routes, and rows of its models in both regencies."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db.models import Count, Model
from django.urls import reverse
from django.utils import timezone

from electcoord.accounts.access import Can
from electcoord.elections.models import Election
from electcoord.ledger.recording import Actor
from electcoord.papers.models import Document
from electcoord.regions.models import Region
from logistics import actions
from logistics.actions import Aim, Arrived, Plan, Put, Seen, Statement, Wrong
from logistics.goods import BALLOT
from logistics.models import (
    Confirmation,
    Container,
    Custody,
    Handover,
    Holder,
    Lot,
    Movement,
    Packing,
    Receipt,
    Seal,
    Side,
    SortBatch,
    StockCount,
    StockMove,
    Warehouse,
)
from tests.cast import HULU, KABUPATEN, TPS_1, Cast
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


def box_samples(cast: Cast) -> dict[type[Model], list[Any]]:
    """Boxes in each regency, one handed over and sealed, a hand-over half told, a movement; rows for the admin."""
    for election, who, ppk in ((cast.election, "staf", HULU), (cast.other, "tetangga", "990201")):
        actor = cast.actor(who)
        store = Warehouse.objects.get(election=election).holder
        actions.prepare_holders(election, actor)
        actions.make_boxes(election, store, actor)
        receiver = Holder.objects.get(election=election, key=f"ppk:{ppk}")
        box, passed = Container.objects.filter(election=election, code__startswith=ppk).order_by("code")[:2]
        told = Statement(uuid4(), Side.PEMBERI, store, receiver, (Seen(box.code),), timezone.now())
        actions.confirm(told, key=uuid4(), actor=actor)
        leaves = timezone.now() + timedelta(hours=1)
        plan = Plan(leaves, (Aim(receiver, leaves + timedelta(hours=1)),))
        actions.plan_movement(store, "antar", plan, actor=actor)
        _passed(passed, store, receiver, actor)
    models = (Container, Seal, Packing, Handover, Confirmation, Custody, Movement)
    # A box of each regency is enough.
    return {model: list(model.objects.order_by("pk")) for model in models[1:]} | {
        Container: list(Container.objects.filter(step=1).order_by("pk"))
    }


def _passed(box: Container, giver: Holder, receiver: Holder, actor: Actor) -> None:
    lot = Lot.objects.select_related("contest").get(election=box.election)
    puts = [Put("surat-suara", 3, "contoh untuk uji")]
    wrong = None if box.contest_id == lot.contest_id else Wrong("label", "Sari Dewi")
    actions.pack([box], actor, puts=puts, ballots=lot.contest, wrong=wrong)
    actions.attach_seals(box, [f"KT-{box.pk}"], actor=actor)
    uuid = uuid4()
    for side in Side:
        told = Statement(uuid, side, giver, receiver, (Seen(box.code),), timezone.now())
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
        for row in Handover.objects.annotate(n=Count("confirmations")).filter(n=1).select_related("election", "receiver")
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


def on_the_road(get: int = 200, write: Can | None = None) -> Judge:
    """A movement: whoever sees one of its places sees it; with `write` its origin's right is asked too."""

    def judge(who: str, target: Target, method: str) -> set[int]:
        if not enters(who, target.election):
            return {404}
        if not holds(who, Can.VIEW_LOGISTICS):
            return {403}
        places = (target.region[:4], target.region)
        if not target.exists or not any(sees(who, place, target.election) for place in places):
            return {404}
        if write and not holds(who, write, target.region[:4], target.election):
            return {403}
        return {422 if method == "POST" else get}

    return judge


def movement_rows() -> dict[str, Row]:
    view, move = Can.VIEW_LOGISTICS, Can.MOVE_BOXES

    def office(name: str, *more: Any) -> list[Target]:
        return [
            Target(reverse(f"logistics:{name}", args=[slug, *more]), region, slug) for slug, region in PLACES.items()
        ]

    def every(name: str) -> list[Target]:
        rows = Movement.objects.select_related("election").prefetch_related("stops__holder")
        found = [
            Target(reverse(f"logistics:{name}", args=[row.election.slug, row.uuid]),
                   row.stops.all()[0].holder.region_id, row.election.slug)
            for row in rows
        ]  # fmt: skip
        return [*found, Target(reverse(f"logistics:{name}", args=[OWN, uuid4()]), HULU, OWN, False)]

    paper = Target(reverse("logistics:movement-wave-paper", args=[OWN, "antar", 1]), KABUPATEN, OWN, False)
    return {
        "logistics:movements": Row(in_election(view), office("movements")),
        "logistics:movement-new": Row(in_election(move), office("movement-new"), BOTH),
        "logistics:movement": Row(on_the_road(), every("movement"), BOTH),
        "logistics:movement-change": Row(on_the_road(write=move), every("movement-change"), BOTH),
        "logistics:movement-paper": Row(on_the_road(get=404), every("movement-paper")),
        "logistics:movement-wave": Row(in_store(view, Can.PLAN_LOGISTICS), office("movement-wave", "antar", 1), BOTH),
        "logistics:movement-wave-paper": Row(in_store(view), [paper]),
    }


def ready_samples(cast: Cast) -> None:
    """A hand-over of the way back that is over, in each regency, and a record that is drafted from it."""
    for election, who, ppk in ((cast.election, "staf", HULU), (cast.other, "tetangga", "990201")):
        actor, uuid = cast.actor(who), uuid4()
        store, up = (
            Warehouse.objects.get(election=election).holder,
            Holder.objects.get(election=election, key=f"ppk:{ppk}"),
        )
        box = Container.objects.filter(election=election, code__startswith=ppk, step=0).order_by("-code").first()
        for giver, receiver in ((store, up), (up, store)):
            uuid = uuid4()
            for side in Side:
                told = Statement(uuid, side, giver, receiver, (Seen(box.code),), timezone.now())
                back = actions.confirm(told, key=uuid4(), actor=actor)
        actions.draft_report("penyerahan", [back], actor=actor)


def _reported(who: str, target: Target, method: str) -> set[int]:
    """The list, and drafting for whoever hands over somewhere in the election; a draft of nothing is refused."""
    if not enters(who, target.election):
        return {404}
    if not holds(who, Can.VIEW_LOGISTICS):
        return {403}
    if method == "POST":
        return {422} if holds(who, Can.HAND_OVER) else {403}
    return {200}


def _record(who: str, target: Target, method: str) -> set[int]:
    if not enters(who, target.election):
        return {404}
    if not holds(who, Can.VIEW_LOGISTICS):
        return {403}
    if not target.exists or not sees(who, target.region, target.election):
        return {404}
    if not holds(who, Can.VIEW_LOGISTICS, target.region, target.election):
        return {403}
    if method == "POST":
        return {422} if holds(who, Can.HAND_OVER, target.region, target.election) else {403}
    return {200}


def _compared(who: str, target: Target, method: str) -> set[int]:
    """Papers and logistics, both."""
    if not enters(who, target.election):
        return {404}
    return {200} if holds(who, Can.VIEW_LOGISTICS) and holds(who, Can.VIEW_RECAP) else {403}


def ready_rows() -> dict[str, Row]:
    view = in_region(Can.VIEW_LOGISTICS)

    def office(name: str, *more: Any, app: str = "logistics") -> list[Target]:
        return [Target(reverse(f"{app}:{name}", args=[slug, *more]), region, slug) for slug, region in PLACES.items()]

    def placed(name: str, *more: Any) -> list[Target]:
        places = [(OWN, KABUPATEN, True), (OWN, HULU, True), (OWN, "9901011001", True), (OWN, "9901019999", False),
                  (OTHER, "9902", True)]  # fmt: skip
        return [Target(reverse(f"logistics:{name}", args=[e, r, *more]), r, e, x) for e, r, x in places]

    stations = [(OWN, TPS_1, True), (OWN, "9901011001099", False), (OTHER, "9902011001001", True)]
    papers = [
        (one.election.slug, one.region, one.uuid)
        for one in Document.objects.filter(subject__startswith="logistics.holder:").select_related("election")
    ]

    def recorded(name: str) -> list[Target]:
        rows = [Target(reverse(f"logistics:{name}", args=[slug, uuid]), region, slug) for slug, region, uuid in papers]
        return [*rows, Target(reverse(f"logistics:{name}", args=[OWN, uuid4()]), HULU, OWN, False)]

    doors = in_election(Can.VIEW_LOGISTICS, get=302)
    return {
        "logistics:ready": Row(doors, office("ready")),
        "logistics:ready-region": Row(view, placed("ready-region")),
        "logistics:ready-file": Row(view, placed("ready-file", "csv")),
        "logistics:ready-tps": Row(
            view, [Target(reverse("logistics:ready-tps", args=[e, c]), c, e, x) for e, c, x in stations]
        ),
        "logistics:timeline": Row(doors, office("timeline")),
        "logistics:timeline-region": Row(view, placed("timeline-region")),
        "logistics:timeline-file": Row(view, placed("timeline-file", "xlsx")),
        "logistics:missing": Row(in_election(Can.VIEW_LOGISTICS), office("missing")),
        "logistics:missing-file": Row(in_election(Can.VIEW_LOGISTICS), office("missing-file", "csv")),
        "logistics:return-reports": Row(_reported, office("return-reports"), BOTH),
        "logistics:return-report": Row(_record, recorded("return-report"), BOTH),
        "logistics:return-report-paper": Row(_record, recorded("return-report-paper")),
        "meetings:ballots": Row(_compared, office("ballots", app="meetings")),
        "meetings:ballots-file": Row(_compared, office("ballots-file", "csv", app="meetings")),
    }


def pack_rows() -> dict[str, Row]:
    """Packing, labels, seals; a file of no box is refused."""

    def office(name: str, query: str = "") -> list[Target]:
        return [
            Target(reverse(f"logistics:{name}", args=[slug]) + query, region, slug) for slug, region in PLACES.items()
        ]

    def every(name: str) -> list[Target]:
        rows = Container.objects.select_related("election").filter(contest__kind="ppwp")
        return [
            Target(reverse(f"logistics:{name}", args=[row.election.slug, row.code, uuid4()]), row.region_id,
                   row.election.slug)
            for row in rows
        ]  # fmt: skip

    def written(write: Can) -> Judge:
        """Read by whoever sees logistics in the election; written for the whole kabupaten."""
        read = in_election(Can.VIEW_LOGISTICS)

        def judge(who: str, target: Target, method: str) -> set[int]:
            if method != "POST" or read(who, target, "GET") != {200}:
                return read(who, target, method)
            if not sees(who, target.region, target.election):
                return {404}
            return {422} if holds(who, write, target.region, target.election) else {403}

        return judge

    def moved(status: int) -> Judge:
        def judge(who: str, target: Target, method: str) -> set[int]:
            if not enters(who, target.election):
                return {404}
            if not holds(who, Can.VIEW_LOGISTICS) or not holds(who, Can.MOVE_BOXES):
                return {403}
            return {status}

        return judge

    view, nobody = Can.VIEW_LOGISTICS, "?kode=TAK-ADA"
    return {
        "logistics:pack": Row(written(Can.MOVE_BOXES), office("pack"), BOTH),
        "logistics:pack-list": Row(in_election(view, get=422), office("pack-list", nobody)),
        "logistics:labels": Row(in_election(view), office("labels")),
        "logistics:labels-file": Row(in_election(view, get=422), office("labels-file", nobody)),
        "logistics:seals": Row(written(Can.KEEP_STOCK), office("seals"), BOTH),
        "logistics:seal-import": Row(moved(422), office("seal-import"), ("POST",)),
        "logistics:seal-template": Row(moved(200), office("seal-template"), READ),
        "logistics:box-new": Row(in_store(Can.KEEP_STOCK, Can.KEEP_STOCK), office("box-new"), BOTH),
        "logistics:box-photo": Row(in_region(view, status=404), every("box-photo")),
        "logistics:box-report": Row(in_region(view, status=404), every("box-report")),
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
