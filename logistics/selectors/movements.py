"""Movements as an account may see them: who is on the road with how much, what is late, from whom nothing was heard."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Case, Count, Max, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.ages import age_words
from electcoord.common.numbers import angka
from electcoord.elections.models import Election
from electcoord.office.selectors import election_or_404
from logistics import incident_kinds
from logistics.models import Container, Custody, Handover, Holder, Movement, Purpose, Stop
from logistics.selectors.boxes import incidents_about, region_of, report_about
from logistics.selectors.rooms import crumbs
from logistics.states import MovementState

PAGE = 50
# The planned minute itself is not late.
GRACE = timedelta(minutes=5)
S = MovementState
LATE, SILENT = "terlambat", "sunyi"
# What needs eyes first.
ORDER = (S.BERANGKAT, S.DIRENCANAKAN, S.SELESAI, S.BATAL)
LOOKS = {S.DIRENCANAKAN: ("belum", "jam"), S.BERANGKAT: ("cocok", "logistik"), S.SELESAI: ("selesai", "selesai"),
         S.BATAL: ("belum", "tolak")}  # fmt: skip


@dataclass(frozen=True)
class Alarm:
    """Why a movement needs somebody now: `late` since a planned time, or `silent` since the last sign."""

    kind: str
    since: datetime
    stop: Stop | None = None

    @property
    def text(self) -> str:
        if self.kind == SILENT:
            return _("tanpa kabar selama %(age)s") % {"age": age_words(self.since)}
        if self.stop:
            return _("terlambat tiba di %(place)s, %(age)s") % {"place": self.stop.holder, "age": age_words(self.since)}
        return _("terlambat berangkat, %(age)s") % {"age": age_words(self.since)}


@dataclass(frozen=True)
class Bar:
    """A vehicle's time on the road, as the timeline shows it."""

    label: str
    starts: datetime
    ends: datetime | None
    url: str
    note: str


def movements_of(request: HttpRequest, election: Election) -> QuerySet[Movement]:
    """Those that leave from or reach the account's regions."""
    codes = access.scope(request.user, Can.VIEW_LOGISTICS, election)
    reached = Stop.objects.filter(access.region_q(codes, "holder__region__code"), is_active=True)
    near = access.region_q(codes, "origin__region__code") | Q(pk__in=reached.values("movement"))
    return Movement.objects.filter(near, election=election)


def movement_or_404(request: HttpRequest, slug: str, uuid: Any) -> Movement:
    election = election_or_404(request, slug)
    rows = movements_of(request, election).select_related(
        "election", "origin__tps", "holder", "vehicle__institution", "escort__institution", "document__kind"
    )
    row = rows.filter(uuid=uuid).first()
    if row is None:
        raise Http404
    return row


def alarm_of(
    row: Movement, stops: Sequence[Stop], last_sign: datetime | None, now: datetime
) -> Alarm | None:  # fmt: skip
    """The first reason to ask: a planned time that passed, else a vehicle on the road that nobody heard of."""
    if row.state == S.DIRENCANAKAN and row.planned_departure + GRACE < now:
        return Alarm(LATE, row.planned_departure)
    if row.state != S.BERANGKAT:
        return None
    waiting = [stop for stop in stops if stop.arrived_at is None]
    late = min((stop for stop in waiting if stop.planned_at + GRACE < now), key=lambda s: s.planned_at, default=None)
    if late:
        return Alarm(LATE, late.planned_at, late)
    heard = max(filter(None, [row.departed_at, last_sign, *(stop.arrived_at for stop in stops)]))
    if waiting and heard + timedelta(minutes=row.silent_after) < now:
        return Alarm(SILENT, heard)
    return None


def with_alarms(rows: Iterable[Movement], now: datetime) -> list[tuple[Movement, list[Stop], Alarm | None]]:
    """Each with its stops in order and its alarm; three queries for all."""
    rows = list(rows)
    stops: dict[int, list[Stop]] = {row.pk: [] for row in rows}
    for stop in (
        Stop.objects.filter(movement__in=rows, is_active=True).select_related("holder").order_by("number", "pk")
    ):
        stops[stop.movement_id].append(stop)
    heard = last_signs(rows)
    return [(row, stops[row.pk], alarm_of(row, stops[row.pk], heard.get(row.pk), now)) for row in rows]


def last_signs(rows: Sequence[Movement]) -> dict[int, datetime]:
    """When each was last heard of: a sign, or a box that went on or off."""
    keys = [row.pk for row in rows]
    told = Movement.objects.filter(pk__in=keys).order_by().annotate(last=Max("signs__at")).values_list("pk", "last")
    found = {key: last for key, last in told if last}
    by_holder = {row.holder_id: row.pk for row in rows}
    for side in ("giver", "holder"):
        passed = Custody.objects.filter(**{f"{side}__in": list(by_holder)}).order_by().values_list(side)
        for holder, last in passed.annotate(last=Max("at")):
            key = by_holder[holder]
            found[key] = max(found.get(key, last), last)
    return found


@dataclass(frozen=True)
class Wanted:
    """What the list is asked for; what is unknown finds nothing, it never fails."""

    state: str = ""
    purpose: str = ""
    wave: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wanted":
        def text(key: str, known: Iterable[str]) -> str:
            value = query.get(key, "").replace("\x00", "").strip()[:20]
            return value if value in known else ""

        wave = query.get("gelombang", "").strip()
        return cls(
            text("keadaan", S.values), text("keperluan", Purpose.values),
            wave if wave.isascii() and wave.isdigit() and len(wave) < 3 else "",
        )  # fmt: skip

    def query(self, **changes: str) -> str:
        values = {"keadaan": self.state, "keperluan": self.purpose, "gelombang": self.wave} | changes
        return urlencode({key: value for key, value in values.items() if value})

    def narrowed(self, rows: QuerySet[Movement]) -> QuerySet[Movement]:
        if self.purpose:
            rows = rows.filter(purpose=self.purpose)
        return rows.filter(wave=int(self.wave)) if self.wave else rows


def movements_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    """What is on the road first, then what leaves next; alarms on top whatever the page."""
    wanted, now = Wanted.of(request.GET), timezone.now()
    seen = wanted.narrowed(movements_of(request, election))
    counts = dict(seen.order_by().values_list("state").annotate(n=Count("pk")))
    listed = seen.filter(state=wanted.state) if wanted.state else seen
    rows = listed.select_related("election", "origin", "holder", "vehicle", "escort").order_by(
        Case(*(When(state=state, then=Value(rank)) for rank, state in enumerate(ORDER)), default=Value(9)),
        "planned_departure",
        "pk",
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("hal"))
    alarms = alarms_of(seen, now)
    query = wanted.query()
    waves = sorted(set(movements_of(request, election).order_by().values_list("wave", flat=True)))
    return {
        "election": election, "page": page, "items": items_of(page, now), "alarms": alarms, "now": now,
        "wanted": wanted, "page_query": f"{query}&" if query else "", "waves": [str(wave) for wave in waves],
        "filters": [
            {"label": _count_label(label, counts.get(value, 0) if value else sum(counts.values())),
             "url": f"?{wanted.query(keadaan=value)}", "active": value == wanted.state}
            for value, label in [("", _("Semua")), *S.choices]
        ],
        "purposes": [("", _("Semua keperluan")), *Purpose.choices],
        "may_plan": bool(access.scope(request.user, Can.MOVE_BOXES, election)),
        "may_plan_all": access.may(request.user, Can.PLAN_LOGISTICS, region=election.kabupaten_id, election=election),
        "crumbs": crumbs(election, (_("Perjalanan"), None)),
    }  # fmt: skip


def _count_label(label: Any, count: int) -> str:
    return f"{str(label).capitalize()} {angka(count)}" if count else str(label).capitalize()


def alarms_of(seen: QuerySet[Movement], now: datetime) -> list[dict[str, Any]]:
    """Every movement that is late or silent now, the longest first."""
    running = seen.filter(Q(state=S.BERANGKAT) | Q(state=S.DIRENCANAKAN, planned_departure__lt=now))
    rows = running.select_related("election", "origin", "holder", "vehicle")
    found = [(row, alarm) for row, _stops, alarm in with_alarms(rows, now) if alarm]
    found.sort(key=lambda pair: (pair[1].since, pair[0].pk))
    return [{"row": row, "alarm": alarm, "title": title_of(row), "url": row.get_absolute_url()} for row, alarm in found]


def items_of(rows: Iterable[Movement], now: datetime) -> list[dict[str, Any]]:
    """Rows of the list, with how many boxes went on, off, and are on now."""
    found = with_alarms(rows, now)
    loads = loads_of([row for row, _stops, _alarm in found])
    return [
        {"row": row, "stops": stops, "alarm": alarm, "title": title_of(row), "url": row.get_absolute_url(),
         "load": loads[row.pk], "planned": planned_boxes(stops), "next": next_stop(stops), **chip_of(row, alarm)}
        for row, stops, alarm in found
    ]  # fmt: skip


def chip_of(row: Movement, alarm: Alarm | None) -> dict[str, str]:
    tone, icon = LOOKS[S(row.state)]
    if alarm:
        return {"tone": "galat", "icon": "periksa", "word": _("terlambat") if alarm.kind == LATE else _("tanpa kabar")}
    return {"tone": tone, "icon": icon, "word": str(row.get_state_display())}


def title_of(row: Movement) -> str:
    return f"{row.vehicle} · {row.holder.name}" if row.vehicle else str(row.holder.name)


def planned_boxes(stops: Sequence[Stop]) -> int | None:
    known = [stop.boxes for stop in stops if stop.boxes is not None]
    return sum(known) if known else None


def next_stop(stops: Sequence[Stop]) -> Stop | None:
    return next((stop for stop in stops if stop.arrived_at is None), None)


def loads_of(rows: Sequence[Movement]) -> dict[int, dict[str, int]]:
    """Boxes that went on, came off, and are on each vehicle now; three queries."""
    by_holder = {row.holder_id: row.pk for row in rows}
    found = {row.pk: {"on": 0, "off": 0, "now": 0} for row in rows}
    keys = list(by_holder)
    for name, side in (("on", "holder"), ("off", "giver")):
        counted = Custody.objects.filter(**{f"{side}__in": keys}).order_by().values_list(side).annotate(n=Count("pk"))
        for holder, count in counted:
            found[by_holder[holder]][name] = count
    for holder, count in (
        Container.objects.filter(holder__in=keys).order_by().values_list("holder").annotate(n=Count("pk"))
    ):
        found[by_holder[holder]]["now"] = count
    return found


def movement_page(request: HttpRequest, row: Movement) -> dict[str, Any]:
    """One movement: its stops with planned and real times, what is on it, its hand-overs, what was heard."""
    now, election = timezone.now(), row.election
    ((_row, stops, alarm),) = with_alarms([row], now)
    unloaded = dict(
        Custody.objects.filter(giver=row.holder_id).order_by().values_list("holder").annotate(n=Count("pk"))
    )
    load = loads_of([row])[row.pk]
    aboard = Container.objects.filter(holder=row.holder_id).select_related("contest").order_by("code")
    page = Paginator(aboard, PAGE).get_page(request.GET.get("hal"))
    passed = Handover.objects.filter(Q(giver=row.holder_id) | Q(receiver=row.holder_id)).select_related(
        "giver", "receiver"
    ).annotate(n=Count("lines", distinct=True), told=Count("confirmations", distinct=True))  # fmt: skip
    return {
        "election": election, "row": row, "title": title_of(row), "alarm": alarm, "load": load, "now": now,
        "planned": planned_boxes(stops), "stops": [
            {"stop": stop, "boxes": unloaded.get(stop.holder_id, 0), "may": may_tell(request, row, stop),
             "is_late": bool(stop.arrived_at and stop.arrived_at > stop.planned_at + GRACE)}
            for stop in stops
        ],
        "page": page, "page_query": "", "passed": list(passed.order_by("-first_at", "-pk")[:PAGE]),
        "signs": list(row.signs.order_by("-at", "-pk")[:PAGE]),
        "may_plan": may_plan(request, row), "may_tell": may_tell_any(request, row, stops),
        "incidents": incidents_about(request.user, (), row.subject), "reports": reports_of(request, row),
        "crumbs": crumbs(
            election, (_("Perjalanan"), reverse("logistics:movements", args=[election.slug])), (row.holder.name, None)
        ), **chip_of(row, alarm),
    }  # fmt: skip


def reports_of(request: HttpRequest, row: Movement) -> list[dict[str, str]]:
    """What can be reported of a movement, each with the way to its form; nothing for whoever may not."""
    if not access.scope(request.user, Can.REPORT_INCIDENTS, row.election):
        return []
    words = ((incident_kinds.KECELAKAAN, _("Laporkan kecelakaan")), (incident_kinds.TERLAMBAT, _("Laporkan terlambat")),
             ("", _("Laporkan insiden lain")))  # fmt: skip
    return [{"label": label, "url": report_about(row.subject, title_of(row), kind)} for kind, label in words]


def may_plan(request: HttpRequest, row: Movement) -> bool:
    return access.may(request.user, Can.MOVE_BOXES, region=region_of(row.origin), election=row.election)


def may_tell(request: HttpRequest, row: Movement, stop: Stop) -> bool:
    """Who plans it, or who hands over where it stops, says that it arrived there."""
    return may_plan(request, row) or access.may(
        request.user, Can.HAND_OVER, region=region_of(stop.holder), election=row.election
    )


def may_tell_any(request: HttpRequest, row: Movement, stops: Sequence[Stop]) -> bool:
    places = [row.origin, *(stop.holder for stop in stops)]
    return may_plan(request, row) or any(
        access.may(request.user, Can.HAND_OVER, region=region_of(place), election=row.election) for place in places
    )


def origins_of(request: HttpRequest, election: Election) -> QuerySet[Holder]:
    """Where the account may let a vehicle leave."""
    codes = access.scope(request.user, Can.MOVE_BOXES, election)
    rows = Holder.objects.filter(access.region_q(codes, "region__code"), election=election)
    return rows.exclude(kind="perjalanan").select_related("tps", "region")


def bars_of_day(election: Election, code: str, day: date) -> list[Bar]:
    """Vehicles that were on the road that day from or to a region, for the timeline."""
    starts = timezone.make_aware(datetime.combine(day, time.min))
    reached = Stop.objects.filter(holder__region__code__startswith=code, is_active=True).values("movement")
    rows = Movement.objects.filter(
        Q(origin__region__code__startswith=code) | Q(pk__in=reached),
        election=election, departed_at__lt=starts + timedelta(days=1), departed_at__gte=starts - timedelta(days=2),
    )  # fmt: skip
    last = Max("stops__arrived_at", filter=Q(stops__is_active=True))
    waits = Count("stops", filter=Q(stops__is_active=True, stops__arrived_at__isnull=True))
    rows = rows.annotate(last=last, waits=waits).filter(Q(waits__gt=0) | Q(last__gte=starts))
    return [
        Bar(title_of(row), row.departed_at, None if row.waits else row.last, row.get_absolute_url(),
            str(row.get_state_display()))
        for row in rows.select_related("election", "holder", "vehicle").order_by("departed_at", "pk")[:PAGE]
    ]  # fmt: skip
