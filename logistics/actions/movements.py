"""Movements: planned with their vehicle and escort, departed with a surat jalan, arrived stop by stop (H.4).

What is on a vehicle is told by hand-overs alone; nothing here moves a box.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.numbers import angka
from electcoord.common.text import one_line
from electcoord.directory.actions import book_all, release
from electcoord.directory.models import Unit, Vehicle
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor
from electcoord.papers import documents, numbers
from logistics import movement_papers
from logistics.ledger_actions import MovementAction
from logistics.models import Container, Holder, HolderKind, Movement, Purpose, Sign, Stop, Way
from logistics.models.movements import MOST_SILENT
from logistics.states import MovementState

CLASSIFICATION = "PP.08"
MOST_STOPS, MOST_BOXES = 60, 20_000
LONGEST = timedelta(days=30)
# A telephone's clock and a typed hour may be ahead of the server's by this much.
AHEAD = timedelta(minutes=10)
S = MovementState


@dataclass(frozen=True)
class Aim:
    """One stop as it is planned."""

    holder: Holder
    at: datetime
    boxes: int | None = None


@dataclass(frozen=True)
class Plan:
    """What a movement is to be; times are aware."""

    departure: datetime
    aims: tuple[Aim, ...]
    wave: int = 1
    way: str = Way.DARAT
    route: str = ""
    vehicle: Vehicle | None = None
    driver: str = ""
    escort: Unit | None = None
    escort_names: str = ""
    silent_after: int = 60

    @property
    def last(self) -> datetime:
        return max(aim.at for aim in self.aims)

    def told(self) -> dict[str, Any]:
        """What the ledger says of it: no person."""
        return {
            "gelombang": self.wave, "jalur": str(self.way), "berangkat": self.departure.isoformat(),
            "kendaraan": str(self.vehicle.uuid) if self.vehicle else "",
            "pengawal": str(self.escort.uuid) if self.escort else "", "jumlah": len(self.aims),
            "tujuan": [[aim.holder.key, aim.at.isoformat(), aim.boxes] for aim in self.aims],
        }  # fmt: skip


@transaction.atomic
def plan_movement(
    origin: Holder, purpose: str, plan: Plan, *, key: UUID | None = None, accept_clash: bool = False, actor: Actor
) -> Movement:
    """A planned movement, itself a holder of boxes; vehicle and escort are booked from departure to the last stop.

    RuleError; ClashError where others have one of them then and `accept_clash` is not said.
    """
    made = uuid4()
    asked = [origin.key, str(purpose), plan.told(), plan.route, plan.driver, plan.escort_names, actor.uuid]
    if key and (done := recording.claim(key, canonical.digest(asked), made)):
        return Movement.objects.get(uuid=done)
    if purpose not in Purpose.values:
        raise RuleError(_("Keperluan perjalanan tidak dikenal."))
    plan = _checked(origin, plan)
    holder = Holder(
        election=origin.election, kind=HolderKind.PERJALANAN, key=f"perjalanan:{made}", region_id=origin.region_id,
        name=f"Perjalanan {str(made)[:4].upper()}",
    )  # fmt: skip
    row = Movement(uuid=made, election=origin.election, purpose=purpose, origin=origin, holder=holder, by=actor.uuid)
    _fill(row, plan)
    told = {"nama": holder.name, "dari": origin.key, "keperluan": str(purpose), **plan.told()}
    with _entry(MovementAction.PLANNED, row, actor, **told):
        holder.save(force_insert=True)
        row.holder = holder
        row.save(force_insert=True)
        Stop.objects.bulk_create(
            Stop(movement=row, number=number, holder=aim.holder, planned_at=aim.at, boxes=aim.boxes)
            for number, aim in enumerate(plan.aims, 1)
        )
    _book(row, plan, accept_clash, actor)
    return row


@transaction.atomic
def change_movement(movement: Movement, plan: Plan, *, accept_clash: bool = False, actor: Actor) -> Movement:
    """Another plan for what has not departed; stops that fell out stay as inactive rows. RuleError, ClashError."""
    row = _lock(movement)
    _require(row, S.DIRENCANAKAN)
    plan = _checked(row.origin, plan)
    before = Plan(
        row.planned_departure, tuple(Aim(stop.holder, stop.planned_at, stop.boxes) for stop in _stops(row)), row.wave,
        row.way, row.route, row.vehicle, row.driver, row.escort, row.escort_names, row.silent_after,
    )  # fmt: skip
    if plan == before:
        return row
    _fill(row, plan)
    with _entry(MovementAction.CHANGED, row, actor, nama=row.holder.name, **plan.told()):
        row.save()
        _put_stops(row, plan.aims)
    if (plan.vehicle, plan.escort, plan.departure, plan.last) != (
        before.vehicle, before.escort, before.departure, before.last
    ):  # fmt: skip
        release(row.subject, actor)
        _book(row, plan, accept_clash, actor)
    return row


@transaction.atomic
def cancel_movement(movement: Movement, *, reason: str, actor: Actor) -> Movement:
    """A movement that did not depart and holds nothing; its vehicle is free again."""
    row = _lock(movement)
    if row.state == S.BATAL:
        return row
    _require(row, S.DIRENCANAKAN)
    _refuse_loaded(row, _("turunkan dulu sebelum membatalkan"))
    reason = one_line(reason, _("Alasan"), 200)
    _move(row, S.BATAL)
    with _entry(MovementAction.CANCELLED, row, actor, nama=row.holder.name, alasan=reason):
        row.save(update_fields=["state", "changed_at"])
    release(row.subject, actor)
    return row


@transaction.atomic
def depart(movement: Movement, *, at: datetime, is_list_open: bool = False, actor: Actor) -> Movement:
    """The vehicle leaves with its surat jalan, which names every box that is on it; told again, it changes nothing.

    `is_list_open`: it leaves although no box is told yet, because a telephone without a network still has the list.
    """
    row = _lock(movement)
    if row.state in (S.BERANGKAT, S.SELESAI):
        return row
    _require(row, S.DIRENCANAKAN)
    _check_past(at)
    boxes = list(
        Container.objects.filter(holder=row.holder_id).select_related("contest", "tps").prefetch_related("seals")
        .order_by("code")[: MOST_BOXES + 1]
    )  # fmt: skip
    if not boxes and not is_list_open:
        raise RuleError(
            _("Belum ada kotak yang dimuat. Muat dulu dengan memindai, atau nyatakan bahwa daftarnya menyusul.")
        )
    number = numbers.take_number(
        kind="SJ", issuer=row.origin.region_id, classification=CLASSIFICATION, about=f"Surat jalan {row.holder.name}",
        subject=row.subject, day=timezone.localdate(at), election=row.election, actor=actor,
    )  # fmt: skip
    row.departed_at = at
    version = documents.draft(
        kind="SJ", subject=row.subject, title=f"Surat jalan {row.holder.name}",
        content=movement_papers.waybill(row, _stops(row), boxes), region=row.origin.region_id, election=row.election,
        actor=actor,
    )  # fmt: skip
    row.document = documents.approve(version, number=number, actor=actor).document
    _move(row, S.BERANGKAT)
    told = {"nama": row.holder.name, "jumlah": len(boxes), "nomor": number.text, "pada": at.isoformat(),
            "isi": canonical.digest(sorted([box.code, box.step] for box in boxes))}  # fmt: skip
    with _entry(MovementAction.DEPARTED, row, actor, **told):
        row.save(update_fields=["state", "departed_at", "document", "changed_at"])
    return row


@transaction.atomic
def arrive(stop: Stop, *, at: datetime, actor: Actor) -> Stop:
    """The vehicle reached this stop; told again, the first time stands."""
    movement = _lock(stop.movement)
    row = Stop.objects.select_for_update(of=("self",)).select_related("holder").get(pk=stop.pk)
    if row.arrived_at:
        return row
    _require(movement, S.BERANGKAT)
    _check_past(at)
    if not row.is_active:
        raise RuleError(_("Tujuan ini sudah tidak ada dalam rencana."))
    if at < movement.departed_at:
        raise RuleError(_("Waktu tiba sebelum waktu berangkat."))
    row.arrived_at = at
    with _entry(
        MovementAction.ARRIVED, movement, actor, nama=movement.holder.name, tujuan=row.holder.key, pada=at.isoformat()
    ):
        row.save(update_fields=["arrived_at"])
    return row


@transaction.atomic
def tell_sign(
    movement: Movement, text: str, *, latitude: int | None = None, longitude: int | None = None,
    key: UUID | None = None, actor: Actor,
) -> Sign:  # fmt: skip
    """What somebody heard from the road; the words stay out of the ledger. Places in millionths of a degree."""
    text, made = one_line(text, _("Kabar"), 250), uuid4()
    if key and (done := recording.claim(key, canonical.digest([str(movement.uuid), text, latitude, longitude]), made)):
        return Sign.objects.get(uuid=done)
    if (latitude is None) != (longitude is None) or not _is_place(latitude, longitude):
        raise RuleError(_("Tempat tidak dikenal; kirim kabar tanpa tempat."))
    row = _lock(movement)
    if row.state != S.BERANGKAT:
        raise RuleError(_("Kabar dicatat selama perjalanan di jalan."))
    sign = Sign(
        uuid=made, movement=row, text=text, latitude=latitude, longitude=longitude, by=actor.uuid, role=actor.role
    )
    with _entry(MovementAction.SIGN, row, actor, nama=row.holder.name, kabar=str(made)):
        sign.save(force_insert=True)
    return sign


@transaction.atomic
def end_movement(movement: Movement, *, actor: Actor) -> Movement:
    """All stops reached and nothing left on the vehicle; RuleError names what is missing."""
    row = _lock(movement)
    if row.state == S.SELESAI:
        return row
    _require(row, S.BERANGKAT)
    if waiting := [stop for stop in _stops(row) if stop.arrived_at is None]:
        raise RuleError(_("Belum tiba di %(place)s.") % {"place": ", ".join(str(stop.holder) for stop in waiting[:3])})
    _refuse_loaded(row, _("turunkan dulu di tujuannya"))
    _move(row, S.SELESAI)
    row.ended_at = timezone.now()
    with _entry(MovementAction.ENDED, row, actor, nama=row.holder.name):
        row.save(update_fields=["state", "ended_at", "changed_at"])
    return row


def _checked(origin: Holder, plan: Plan) -> Plan:
    """The plan with its texts cleaned. RuleError in words for what cannot be."""
    if origin.kind == HolderKind.PERJALANAN:
        raise RuleError(_("Perjalanan berangkat dari tempat, bukan dari perjalanan lain."))
    if not plan.aims or len(plan.aims) > MOST_STOPS:
        raise RuleError(_("Isi 1 sampai %(most)s tujuan.") % {"most": MOST_STOPS})
    keys = [aim.holder.key for aim in plan.aims]
    if len(set(keys)) < len(keys):
        raise RuleError(_("Ada tujuan yang tertulis dua kali."))
    for aim in plan.aims:
        if aim.holder.election_id != origin.election_id:
            raise RuleError(_("%(place)s bukan dari pemilu ini.") % {"place": aim.holder})
        if aim.holder.pk == origin.pk or aim.holder.kind in (HolderKind.PERJALANAN, HolderKind.PERCETAKAN):
            raise RuleError(_("%(place)s tidak dapat menjadi tujuan.") % {"place": aim.holder})
        if not plan.departure <= aim.at <= plan.departure + LONGEST:
            raise RuleError(
                _("Rencana tiba di %(place)s harus sesudah berangkat, paling lama 30 hari.") % {"place": aim.holder}
            )
        if aim.boxes is not None and not 0 <= aim.boxes <= MOST_BOXES:
            raise RuleError(_("Rencana kotak untuk %(place)s tidak wajar.") % {"place": aim.holder})
    if not 1 <= plan.wave <= 99:
        raise RuleError(_("Gelombang: isi 1 sampai 99."))
    if plan.way not in Way.values:
        raise RuleError(_("Jalur perjalanan tidak dikenal."))
    if not 10 <= plan.silent_after <= MOST_SILENT:
        raise RuleError(_("Batas tanpa kabar: isi 10 sampai %(most)s menit.") % {"most": angka(MOST_SILENT)})
    return Plan(
        plan.departure, plan.aims, plan.wave, plan.way, _line(plan.route, _("Rute"), 250), plan.vehicle,
        _line(plan.driver, _("Pengemudi"), 120), plan.escort, _line(plan.escort_names, _("Nama pengawal"), 250),
        plan.silent_after,
    )  # fmt: skip


def _line(text: str, label: str, longest: int) -> str:
    return one_line(text, label, longest) if text.strip() else ""


def _fill(row: Movement, plan: Plan) -> None:
    row.wave, row.way, row.route, row.silent_after = plan.wave, plan.way, plan.route, plan.silent_after
    row.vehicle, row.driver, row.escort, row.escort_names = plan.vehicle, plan.driver, plan.escort, plan.escort_names
    row.planned_departure, row.changed_at = plan.departure, timezone.now()


def _put_stops(row: Movement, aims: Sequence[Aim]) -> None:
    known = {stop.holder_id: stop for stop in row.stops.all()}
    wanted = {aim.holder.pk for aim in aims}
    for number, aim in enumerate(aims, 1):
        stop = known.get(aim.holder.pk) or Stop(movement=row, holder=aim.holder)
        stop.number, stop.planned_at, stop.boxes, stop.is_active = number, aim.at, aim.boxes, True
        stop.save()
    for key, stop in known.items():
        if key not in wanted and stop.is_active:
            stop.is_active = False
            stop.save(update_fields=["is_active"])


def _book(row: Movement, plan: Plan, accept_clash: bool, actor: Actor) -> None:
    wanted = [one for one in (plan.vehicle, plan.escort) if one]
    if wanted:
        book_all(
            wanted, starts=plan.departure, ends=max(plan.last, plan.departure + timedelta(minutes=1)),
            title=_("Logistik: %(name)s") % {"name": row.holder.name}, subject=row.subject, region=row.origin.region,
            election=row.election, actor=actor, accept_clash=accept_clash,
        )  # fmt: skip


def _stops(row: Movement) -> list[Stop]:
    return list(row.stops.filter(is_active=True).select_related("holder").order_by("number", "pk"))


def _lock(movement: Movement) -> Movement:
    rows = Movement.objects.select_for_update(of=("self",)).select_related(
        "election__kabupaten", "origin__region", "holder", "vehicle__institution", "escort__institution"
    )
    return rows.get(pk=movement.pk)


def _require(row: Movement, state: MovementState) -> None:
    if row.state != state:
        raise RuleError(_("Perjalanan ini berstatus %(state)s.") % {"state": row.get_state_display()})


def _check_past(at: datetime) -> None:
    if at > timezone.now() + AHEAD:
        raise RuleError(_("Waktu yang sudah terjadi tidak boleh di masa depan."))


def _refuse_loaded(row: Movement, what: str) -> None:
    if left := Container.objects.filter(holder=row.holder_id).count():
        raise RuleError(_("Masih ada %(n)s kotak di perjalanan ini; %(what)s.") % {"n": angka(left), "what": what})


def _is_place(latitude: int | None, longitude: int | None) -> bool:
    return latitude is None or (abs(latitude) <= 90_000_000 and abs(longitude or 0) <= 180_000_000)


def _move(row: Movement, state: MovementState) -> None:
    row.state, row.changed_at = state, timezone.now()


def _entry(action: str, row: Movement, actor: Actor, **told: Any) -> Any:
    region = row.origin.region_id
    return recording.entry(
        action, chain=recording.chain_of(region), actor=actor, subject=row.subject, region=region,
        election=row.election.slug, payload=told,
    )  # fmt: skip
