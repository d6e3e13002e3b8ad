"""Boxes on the road in tests: who hands what to whom, told by both sides."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from uuid import uuid4

from django.utils import timezone

from electcoord.elections.actions import update_election
from electcoord.elections.models import Election
from logistics.actions import Seen, Statement, attach_seals, confirm, make_boxes, pack
from logistics.models import Container, Handover, Holder, Side
from tests.cast import Cast
from tests.logistics.ground import holder, prepare


class Road:
    """A regency whose boxes are made; `hand` passes them on."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.election = cast, cast.election
        self.store = prepare(cast)
        make_boxes(cast.election, self.store, cast.actor("staf"))

    def at(self, key: str) -> Holder:
        return self.store if key == "gudang" else holder(key, self.election)

    def tell(self, side: Side, giver: str, receiver: str, codes: Iterable[str | Seen], uuid: object) -> Handover:
        lines = tuple(code if isinstance(code, Seen) else Seen(code) for code in codes)
        actor = self.cast.actor("staf" if side == Side.PEMBERI else "sekretariat-hulu")
        told = Statement(uuid, side, self.at(giver), self.at(receiver), lines, timezone.now())
        return confirm(told, key=uuid4(), actor=actor)

    def hand(self, giver: str, receiver: str, *codes: str | Seen) -> Handover:
        uuid = uuid4()
        self.tell(Side.PEMBERI, giver, receiver, codes, uuid)
        return self.tell(Side.PENERIMA, giver, receiver, codes, uuid)

    def half(self, giver: str, receiver: str, *codes: str) -> Handover:
        """Only the giver has told."""
        return self.tell(Side.PEMBERI, giver, receiver, codes, uuid4())

    def deliver(self, tps: str, *codes: str) -> None:
        """Warehouse → PPK → PPS → KPPS, all the boxes of a TPS unless some are named."""
        wanted = codes or self.boxes(tps)
        stops = ("gudang", f"ppk:{tps[:6]}", f"pps:{tps[:10]}", f"kpps:{tps}")
        for giver, receiver in pairwise(stops):
            self.hand(giver, receiver, *wanted)

    def boxes(self, code: str) -> list[str]:
        return list(Container.objects.filter(code__startswith=code).order_by("code").values_list("code", flat=True))

    def seal(self, *codes: str) -> None:
        rows = list(Container.objects.filter(code__in=codes).order_by("code"))
        pack(rows, self.cast.actor("staf"))
        for row in rows:
            attach_seals(row, [f"KT{row.pk}"], actor=self.cast.actor("staf"))


def vote_on(election: Election, cast: Cast, day: date) -> None:
    update_election(election, name=election.name, day=day, zone="WIB", actor=cast.actor("staf"))
    election.refresh_from_db(fields=["day", "zone"])
