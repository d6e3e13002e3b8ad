"""Boxes on their way, for the pictures: some passed, one with a broken seal, one left behind, one hand-over half told, some
came back and one of those did not."""

from collections.abc import Callable
from uuid import uuid4

from django.utils import timezone

from electcoord.elections.models import Election
from electcoord.ledger.recording import Actor
from logistics import actions
from logistics.actions import Seen, Statement
from logistics.models import Container, Handover, Holder, Side, Warehouse
from logistics.states import SealSeen


def build(election: Election, who: Callable[[str], Actor]) -> None:
    actor = who("staf")
    store = Warehouse.objects.filter(election=election).earliest("pk").holder
    actions.prepare_holders(election, actor)
    actions.make_boxes(election, store, actor)
    boxes = list(Container.objects.filter(election=election).order_by("code")[:8])
    actions.pack(boxes, actor)
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


def _hand(giver: Holder, receiver: Holder, given: list[Seen], taken: list[Seen], actor: Actor) -> Handover:
    uuid = uuid4()
    _tell(uuid, Side.PEMBERI, giver, receiver, given, actor)
    return _tell(uuid, Side.PENERIMA, giver, receiver, taken, actor)


def _tell(uuid: object, side: Side, giver: Holder, receiver: Holder, seen: list[Seen], actor: Actor) -> Handover:
    return actions.confirm(
        Statement(uuid, side, giver, receiver, tuple(seen), timezone.now()), key=uuid4(), actor=actor
    )
