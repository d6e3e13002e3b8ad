"""The overview of meetings: what comes, what runs, what needs minutes, who has not answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.names import region_name
from electcoord.regions.models import Region, titled
from meetings.models import Answer, Invitee, Meeting, MeetingKind
from meetings.selectors.clashes import clashing
from meetings.selectors.doors import chip, crumbs, meetings_for
from meetings.selectors.training import trainings_of
from meetings.states import NEEDS_MINUTES, PLANNED, RUNNING, MeetingState

PAGE = 30
OPEN_ANSWER = Exists(Invitee.objects.filter(meeting=OuterRef("pk"), is_active=True, answer=Answer.BELUM))
TABS = {
    "berikutnya": (lazy("Berikutnya"), Q(state__in=PLANNED), ("starts", "pk")),
    "berlangsung": (lazy("Berlangsung"), Q(state__in=RUNNING), ("starts", "pk")),
    "notulen": (lazy("Perlu notulen"), Q(state__in=NEEDS_MINUTES), ("ends", "pk")),
    "jawaban": (lazy("Belum dijawab"), Q(OPEN_ANSWER, state=MeetingState.DIUNDANG), ("starts", "pk")),
    "semua": (lazy("Semua"), Q(), ("-starts", "-pk")),
}  # fmt: skip


@dataclass(frozen=True)
class Filter:
    """What the list is asked for; unknown values are passed over, they never fail."""

    tab: str = "berikutnya"
    kind: str = ""
    region: str = ""
    state: str = ""
    text: str = ""
    page: str = "1"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filter":
        def text(key: str) -> str:
            return query.get(key, "").replace("\x00", "").strip()[:80]

        def known(key: str, values: Any) -> str:
            return text(key) if text(key) in values else ""

        region = text("wilayah")
        return cls(
            known("tampil", TABS) or "berikutnya", known("jenis", MeetingKind.values),
            region if region.isascii() and region.isdigit() else "", known("status", MeetingState.values),
            text("cari"), text("hal") or "1",
        )  # fmt: skip

    @property
    def values(self) -> dict[str, str]:
        return {"jenis": self.kind, "wilayah": self.region, "status": self.state, "cari": self.text}

    @property
    def narrows(self) -> bool:
        return any(self.values.values())

    def query(self, **changes: Any) -> str:
        values = {"tampil": self.tab, **self.values, **changes}
        return urlencode({key: value for key, value in values.items() if value})

    def apply(self, rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.region:
            rows = rows.filter(region__code__startswith=self.region)
        if self.state:
            rows = rows.filter(state=self.state)
        for word in self.text.split():
            rows = rows.filter(Q(title__icontains=word) | Q(place__icontains=word) | Q(organiser__name__icontains=word))
        return rows


def list_page(request: HttpRequest, wanted: Filter) -> dict[str, Any]:
    """One tab of the account's meetings, with how many stand in each."""
    rows = wanted.apply(meetings_for(request.user))
    counts = rows.order_by().aggregate(**{key: Count("pk", filter=q) for key, (_label, q, _order) in TABS.items()})
    _label, query, order = TABS[wanted.tab]
    shown = Paginator(counted(rows.filter(query)).order_by(*order), PAGE).get_page(wanted.page)
    elections = {meeting.election_id for meeting in shown}
    clashes = clashing(shown)
    return {
        "crumbs": crumbs(),
        "filter": wanted,
        "tabs": [
            {"label": label, "note": counts[key], "url": f"?{wanted.query(tampil=key)}", "active": key == wanted.tab}
            for key, (label, _q, _order) in TABS.items()
        ],
        "items": [row(meeting, len(elections) > 1) | {"clash": meeting.subject in clashes} for meeting in shown],
        "page": shown,
        "page_query": f"{wanted.query()}&",
        "reset_url": f"?tampil={wanted.tab}" if wanted.narrows else None,
        "regions": region_choices(request),
        "trainings": trainings_of(request.user),
        "may_plan": access.has_anywhere(request.user, Can.PLAN_MEETING),
    }


def counted(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """With how many are invited and how many of them have not answered."""
    active = Q(invitees__is_active=True)
    return rows.annotate(
        invited=Count("invitees", filter=active), silent=Count("invitees", filter=active & Q(invitees__answer="belum"))
    )


def row(meeting: Meeting, is_named: bool = False) -> dict[str, Any]:
    """A meeting as lists show it."""
    is_past = meeting.state in PLANNED and meeting.ends is not None and meeting.ends < timezone.now()
    return {
        "meeting": meeting, "url": meeting.get_absolute_url(), "kind": MeetingKind(meeting.kind).label,
        "chip": chip(meeting), "is_past": is_past, "election": meeting.election.name if is_named else "",
        "invited": getattr(meeting, "invited", None), "silent": getattr(meeting, "silent", None),
    }  # fmt: skip


def region_choices(request: HttpRequest, can: Can = Can.VIEW_MEETINGS) -> list[tuple[str, str]]:
    """Regions that may be chosen: the account's own, and the kecamatan of a kabupaten."""
    codes: set[str] = set()
    for election in access.elections_of(request.user):
        for code in access.scope(request.user, can, election):
            codes.add(code or election.kabupaten_id)
    query = Q(code__in=codes)
    for code in codes:
        if len(code) <= 4:
            query |= Q(code__startswith=code, kind="kecamatan") | Q(
                code__startswith=code, kind__in=("kabupaten", "kota")
            )
    return [
        (region.code, titled(region.kind, region_name(region.name)))
        for region in Region.objects.filter(query).order_by("code")
    ]


def state_choices() -> list[tuple[str, str]]:
    return [("", _("Semua status")), *MeetingState.choices]
