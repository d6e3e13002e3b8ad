"""A commission, its guests and a meeting, made through the actions."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from electcoord.directory import actions as directory
from electcoord.directory.models import Institution, Office
from electcoord.ledger.recording import Actor
from electcoord.regions.models import Region
from meetings import actions
from meetings.models import Invitee, Meeting, Session
from tests.cast import KABUPATEN, Cast

JAKARTA = ZoneInfo("Asia/Jakarta")


def at(days: int = 0, hour: int = 9, minute: int = 0) -> datetime:
    """That hour of a day counted from today."""
    day = timezone.localdate() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=JAKARTA)


def institution(
    cast: Cast, name: str, *titles: str, kind: str = "pemda", region: str = KABUPATEN, holders: bool = True
) -> Institution:
    """An institution with offices, each held by somebody since 2024; `Anggota ×4` is held by four."""
    actor = cast.actor("staf")
    place = Region.objects.get(pk=region)
    found = directory.add_institution(kind=kind, name=name, region=place, actor=actor)
    for rank, title in enumerate(titles, 1):
        title, _, seats = title.partition(" ×")
        office = directory.add_office(found, title=title, seats=int(seats or 1), rank=rank, actor=actor)
        for number in range(int(seats or 1) if holders else 0):
            person = directory.add_person(name=f"{title.split()[0]} {name} {number + 1}", actor=actor)
            directory.start_term(office, person, started=date(2024, 1, 9), actor=actor)
    return found


def kpu(cast: Cast, region: str = KABUPATEN, name: str = "KPU Talang Maju") -> Institution:
    return institution(cast, name, "Ketua", "Anggota ×4", "Sekretaris", kind="kpu", region=region)


def meeting(cast: Cast, organiser: Institution, *, by: str = "staf", region: str = KABUPATEN, **more: Any) -> Meeting:
    values = {"kind": "rakor", "title": "Rakor persiapan", "place": "Aula", "starts": at(5), "ends": at(5, 12)}
    return actions.plan_meeting(
        election=cast.election, region=Region.objects.get(pk=region), organiser=organiser, actor=cast.actor(by),
        **values | more,
    )  # fmt: skip


def day(found: Meeting, number: int = 0) -> Session:
    return list(found.sessions.filter(is_active=True).order_by("starts"))[number]


def invite(found: Meeting, *places: Institution, actor: Actor, side: str = "peserta") -> list[Invitee]:
    offices = list(Office.objects.filter(institution__in=places).select_related("institution").order_by("rank", "pk"))
    return actions.invite_many(found, offices=offices, side=side, actor=actor).invitees


def pleno(cast: Cast, *, kind: str = "pleno_terbuka", days: int = 1) -> tuple[Meeting, list[Invitee]]:
    """An invited pleno of KPU with its six people."""
    commission, staff = kpu(cast), cast.actor("staf")
    found = meeting(cast, commission, kind=kind, title="Rekapitulasi", starts=at(5), ends=at(5, 17))
    for number in range(1, days):
        actions.add_day(found, starts=at(5 + number), ends=at(5 + number, 17), actor=staff)
    people = invite(found, commission, actor=staff)
    return actions.invite_meeting(found, actor=staff), people


def shown_moment(moment: datetime) -> str:
    """As a browser sends it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")
