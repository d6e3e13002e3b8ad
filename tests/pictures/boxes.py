"""Boxes on their way, for the pictures: some passed, one with a broken seal, one left behind, one hand-over half told, some
came back and one of those did not."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from electcoord.directory.models import Unit, Vehicle
from electcoord.elections.models import Election
from electcoord.ledger.recording import Actor
from logistics import actions
from logistics.actions import Aim, Plan, Present, Put, Report, Seen, Statement, Wrong
from logistics.models import Container, Handover, Holder, Lot, Side, Warehouse
from logistics.states import SealSeen


def build(election: Election, who: Callable[[str], Actor]) -> None:
    actor = who("staf")
    store = Warehouse.objects.filter(election=election).earliest("pk").holder
    actions.prepare_holders(election, actor)
    actions.make_boxes(election, store, actor)
    boxes = list(Container.objects.filter(election=election).order_by("code")[:8])
    actions.pack(boxes, actor)
    _more(election, store, actor)
    for number, box in enumerate(boxes):
        actions.attach_seals(box, [f"KT-{number:03d}A", f"KT-{number:03d}B"], actor=actor)
    codes = [box.code for box in boxes]
    ppk = Holder.objects.get(election=election, key=f"ppk:{codes[0][:6]}")
    pps = Holder.objects.get(election=election, key=f"pps:{codes[0][:10]}")
    taken = [Seen(code) for code in codes[1:6]] + [Seen(codes[6], SealSeen.RUSAK)]
    _hand(store, ppk, [Seen(code) for code in codes[:7]], taken, actor)
    _hand(ppk, pps, [Seen(code) for code in codes[1:4]], [Seen(code) for code in codes[1:4]], actor)
    _tell(uuid4(), Side.PEMBERI, store, ppk, [Seen(codes[7])], actor)
    kpps = Holder.objects.get(election=election, key=f"kpps:{codes[1][:13]}")
    out = [Seen(code) for code in codes[1:4] if code.startswith(codes[1][:13])]
    _hand(pps, kpps, out, out, actor)
    _hand(kpps, pps, out, out, actor)
    home = _hand(pps, ppk, out[1:], [Seen(one.code, SealSeen.BEDA) for one in out[1:]], actor)
    actions.draft_report("penerimaan", [home], actor=actor)
    _on_the_road(
        store, ppk, [row.code for row in Container.objects.filter(holder=store).order_by("code")[10:40]], actor
    )


def _on_the_road(store: Holder, ppk: Holder, codes: list[str], actor: Actor) -> None:
    """One vehicle that is late with its boxes, one that leaves tomorrow."""
    now, hour = timezone.now(), timedelta(hours=1)
    truck = {"vehicle": Vehicle.objects.first(), "driver": "Sopir Contoh", "escort": Unit.objects.first(),
             "route": "Jalan Lintas Tengah"}  # fmt: skip
    late = Plan(now - 3 * hour, (Aim(ppk, now - hour, 30),), **truck)
    row = actions.plan_movement(store, "antar", late, actor=actor)
    _hand(store, row.holder, [Seen(code) for code in codes], [Seen(code) for code in codes], actor)
    actions.depart(row, at=now - 3 * hour, actor=actor)
    actions.tell_sign(row, "Antre di penyeberangan", actor=actor)
    others = Holder.objects.filter(election=store.election, kind="pps").exclude(region_id=ppk.region_id).order_by("key")
    aims = tuple(Aim(one, now + (24 + at) * hour, 20) for at, one in enumerate(others[:4], 2))
    actions.plan_movement(store, "antar", Plan(now + 24 * hour, aims, **truck), actor=actor)


def _more(election: Election, store: Holder, actor: Actor) -> None:
    """A box with another dapil's ballots, a crate with two boxes in it, seals that came and one that was opened."""
    rows = Container.objects.filter(election=election, state="disiapkan").order_by("-code")
    wrong = rows.exclude(contest__dapil_code="").first()
    lot = Lot.objects.filter(election=election, contest__kind=wrong.contest.kind).exclude(contest=wrong.contest).first()
    foreign = lot.contest if lot else election.contests.exclude(pk=wrong.contest_id).earliest("order")
    actions.pack([wrong], actor, ballots=foreign, wrong=Wrong("kekurangan", "Bagas Wirabumi"),
                 puts=[Put("surat-suara", 12, "hanya dua belas lembar yang kurang")])  # fmt: skip
    region = wrong.code[:6]
    actions.make_containers(election, "wadah", per="kecamatan", each=2, within=region, at=store, actor=actor)
    crate = Container.objects.filter(election=election, kind="wadah").earliest("code")
    actions.put_in(crate, list(rows.exclude(pk=wrong.pk)[:2]), actor)
    actions.pack([crate], actor)
    actions.attach_seals(crate, ["KT-0901"], actor=actor)
    present = (
        Present("Citra Laksana", "Bawaslu Kabupaten", "pengawas"),
        Present("Dewi Anggun", "KPU Kabupaten", "kpu"),
    )
    actions.open_container(crate, reason="memeriksa isi bersama pengawas", actor=actor,
                           report=Report("Gudang KPU, Gedung Serbaguna", present))  # fmt: skip
    actions.issue_seals(election, kind="kabel", first="KT-0901", last="KT-1200", note="Surat jalan 88", actor=actor)


def _hand(giver: Holder, receiver: Holder, given: list[Seen], taken: list[Seen], actor: Actor) -> Handover:
    uuid = uuid4()
    _tell(uuid, Side.PEMBERI, giver, receiver, given, actor)
    return _tell(uuid, Side.PENERIMA, giver, receiver, taken, actor)


def _tell(uuid: object, side: Side, giver: Holder, receiver: Holder, seen: list[Seen], actor: Actor) -> Handover:
    return actions.confirm(
        Statement(uuid, side, giver, receiver, tuple(seen), timezone.now()), key=uuid4(), actor=actor
    )
