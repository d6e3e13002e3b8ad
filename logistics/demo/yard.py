"""Short words for what people of the demo do with boxes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from itertools import cycle
from uuid import UUID, uuid5

from django.utils import timezone

from electcoord.accounts.demo import clerk
from electcoord.accounts.models import Grant
from electcoord.directory.models import Unit, Vehicle
from electcoord.elections.models import Election
from electcoord.ledger.recording import Actor
from logistics import actions
from logistics.actions import Aim, Plan, SealRow, Seen, Statement
from logistics.models import Container, Holder, Movement, Side
from logistics.states import SealSeen

MOST = 900
SPACE = UUID("7a7b64b4-0a54-4a37-9f0e-3d9c3c2f9d10")
HOUR = timedelta(hours=1)


class Yard:
    """One election's boxes and whoever carries them."""

    def __init__(self, election: Election) -> None:
        self.election, self.now, self._count = election, timezone.now().replace(second=0, microsecond=0), 0
        self._escorts = cycle(Unit.objects.order_by("pk"))
        self.staff, self.keeper, self.escort = (self.person(name) for name in ("staf", "gudang", "pengawal"))

    def person(self, username: str) -> Actor:
        grant = (
            Grant.objects.select_related("user").filter(user__username=username, election=self.election).earliest("pk")
        )
        return Actor(str(grant.user.uuid), grant.role)

    @cached_property
    def kecamatan(self) -> dict[str, str]:
        """Their codes and names, in order."""
        rows = self.election.regions.filter(region__kind="kecamatan").order_by("region_id")
        return dict(rows.values_list("region_id", "name__name"))

    @cached_property
    def clerks(self) -> dict[str, Actor]:
        """Who tells for the PPK of each kecamatan."""
        return {code: self.person(clerk(name, 1)) for code, name in self.kecamatan.items()}

    @cached_property
    def holders(self) -> dict[str, Holder]:
        """PPK, PPS and KPPS by their key."""
        return {
            holder.key: holder for holder in Holder.objects.filter(election=self.election).select_related("election")
        }

    @cached_property
    def codes(self) -> list[str]:
        """Of all ballot boxes, in order."""
        return list(Container.objects.filter(election=self.election).order_by("code").values_list("code", flat=True))

    def of(self, *places: str) -> list[str]:
        """Boxes whose code begins with one of these region codes."""
        return [code for code in self.codes if code.startswith(places)]

    def desa(self, kecamatan: str) -> list[str]:
        return sorted({code[:10] for code in self.codes if code.startswith(kecamatan)})

    def teller(self, holder: Holder) -> Actor:
        """Who speaks for a holder: the PPK's clerk for everything of its kecamatan, else the warehouse's keeper."""
        code = (holder.tps_id and holder.key[5:11]) or holder.region_id[:6]
        return self.clerks.get(code, self.keeper)

    def carry(
        self, giver: Holder, receiver: Holder, codes: Sequence[str], seen: Mapping[str, SealSeen] | None = None,
        *, hours_ago: float = 0,
    ) -> None:  # fmt: skip
        """A hand-over that both sides tell; `seen`: seals that were not as they should be when they came."""
        at = self.now - hours_ago * HOUR
        for start in range(0, len(codes), MOST):
            part = codes[start : start + MOST]
            made = self._uuid()
            self._tell(made, Side.PEMBERI, giver, receiver, [Seen(code) for code in part], at)
            taken = [Seen(code, (seen or {}).get(code, SealSeen.COCOK)) for code in part]
            self._tell(made, Side.PENERIMA, giver, receiver, taken, at)

    def _tell(self, made: UUID, side: Side, giver: Holder, receiver: Holder, seen: list[Seen], at: datetime) -> None:
        own = giver if side == Side.PEMBERI else receiver
        # Below the kecamatan there are few accounts: the PPK's telephone is held out, and who speaks says the name.
        lent = {"name": "Petugas setempat", "office": own.get_kind_display()} if own.kind in ("pps", "kpps") else {}
        told = Statement(made, side, giver, receiver, tuple(seen), at, **lent)
        actions.confirm(told, key=uuid5(made, str(side)), actor=self.teller(own))

    def drive(
        self, origin: Holder, stops: Iterable[tuple[Holder, Sequence[str]]], plate: str, *, left: float, lasts: float,
        purpose: str = "antar", wave: int = 1, driver: str = "", route: str = "", way: str = "darat",
        unload: bool = True,
    ) -> Movement:  # fmt: skip
        """A movement that departed `left` hours ago with its boxes; where `unload`, it arrived, emptied and ended.

        `lasts`: planned hours to the first stop; each further stop takes one more.
        """
        stops, start = list(stops), self.now - left * HOUR
        aims = tuple(
            Aim(holder, start + (lasts + number) * HOUR, len(codes)) for number, (holder, codes) in enumerate(stops)
        )
        # They take turns; on the way back there are more vehicles than escorts.
        escort = next(self._escorts) if purpose == "antar" else None
        plan = Plan(
            start, aims, wave=wave, way=way, vehicle=Vehicle.objects.get(plate=plate), driver=driver, route=route,
            escort=escort, escort_names="Aipda Wira Pradana" if escort else "",
        )  # fmt: skip
        actor = self.keeper if origin.kind == "gudang" else self.teller(origin)
        row = actions.plan_movement(origin, purpose, plan, actor=actor)
        for _holder, codes in stops:
            self.carry(origin, row.holder, codes, hours_ago=left)
        actions.depart(row, at=start, actor=actor)
        if unload:
            for stop, (holder, codes) in zip(row.stops.order_by("number"), stops, strict=True):
                actions.arrive(stop, at=min(stop.planned_at, self.now), actor=self.teller(holder))
                self.carry(row.holder, holder, codes)
            actions.end_movement(row, actor=actor)
        return row

    def seal(self, each: int) -> None:
        """So many cable ties on each packed box, from one list."""
        rows = [
            SealRow(code, f"KT-{number * each + at:06d}", "kabel", f"segel.xlsx baris {number * each + at + 1}")
            for number, code in enumerate(self.codes) for at in range(1, each + 1)
        ]  # fmt: skip
        for start in range(0, len(rows), 9000):
            part = rows[start : start + 9000]
            digest = sha256(repr(part).encode()).hexdigest()
            actions.seal_by_list(self.election, part, digest=digest, actor=self.keeper)

    def pack(self, kecamatan: Iterable[str] = ()) -> None:
        """Boxes by their list, a kecamatan at a time."""
        for code in kecamatan or self.kecamatan:
            rows = Container.objects.filter(election=self.election, code__startswith=code, kind="kotak")
            actions.pack(list(rows.order_by("pk")), self.keeper)

    def _uuid(self) -> UUID:
        """Another one at each call, the same ones in each run."""
        self._count += 1
        return uuid5(SPACE, f"{self.election.slug}:{self._count}")
