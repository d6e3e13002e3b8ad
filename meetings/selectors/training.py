"""Coverage of bimtek: which TPS have how many trained KPPS members, over all bimtek of the election; and the desk."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.models import User
from electcoord.common.names import region_name
from electcoord.common.numbers import angka, persen
from electcoord.elections.models import Election, ElectionRegion, Tps
from electcoord.regions.models import covers, titled
from electcoord.regions.selectors import drawing_of
from meetings.models import Meeting, MeetingKind, Trainee, TrainingGroup
from meetings.models.training import kpps_members
from meetings.selectors.doors import crumbs
from meetings.selectors.room import head
from meetings.states import HELD, PLANNED, RUNNING

PAGE = 30
# Digits of the regions below one; a desa is divided into its TPS.
BELOW = {4: 6, 6: 10}
WORDS = {6: lazy("Kecamatan"), 10: lazy("Desa/kelurahan")}
STEPS = ("q1", "q2", "q3", "q4", "q5")
FULL, SOME, NONE = "lengkap", "sebagian", "belum"
STATE_WORDS = {FULL: lazy("lengkap"), SOME: lazy("sebagian"), NONE: lazy("belum ada")}
CHIPS = {FULL: ("selesai", "selesai"), SOME: ("periksa", "periksa"), NONE: ("belum", "belum")}
# Above so many regions a map carries no links of its own list beside it.
LISTED = 60


def state_of(trained: int, members: int) -> str:
    """`members`: how many a KPPS has."""
    return FULL if trained >= members else SOME if trained else NONE


@dataclass
class Cover:
    """A region: TPS in all, and those of which all, some or no members were trained; members trained and in all."""

    code: str
    name: str
    url: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    members: int = 0
    places: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def full(self) -> int:
        return self.counts[FULL]

    @property
    def some(self) -> int:
        return self.counts[SOME]

    @property
    def none(self) -> int:
        return self.counts[NONE]

    @property
    def seen(self) -> int:
        """TPS with at least one trained member."""
        return self.full + self.some

    @property
    def percent(self) -> str:
        return persen(self.full, self.total, 1) if self.total else "–"


@dataclass(frozen=True)
class Station:
    """One TPS with how many of its KPPS members were trained."""

    code: str
    desa: str
    trained: int
    members: int

    @property
    def label(self) -> str:
        return f"TPS {self.code[10:]}"

    @property
    def state(self) -> str:
        return state_of(self.trained, self.members)

    @property
    def word(self) -> str:
        return str(STATE_WORDS[self.state])

    @property
    def tone(self) -> str:
        return CHIPS[self.state][0]

    @property
    def icon(self) -> str:
        return CHIPS[self.state][1]

    @property
    def missing(self) -> int:
        return max(0, self.members - self.trained)


def stations(election: Election, code: str) -> list[Station]:
    """Every TPS of the region with its trained members, each member once however often; two queries."""
    rows = Trainee.objects.filter(is_void=False, tps__election=election, tps__code__startswith=code)
    trained = dict(rows.order_by().values_list("tps_id").annotate(Count("number", distinct=True)))
    found = Tps.objects.filter(election=election, code__startswith=code).order_by("code")
    members = kpps_members(election)
    return [Station(tps, tps[:10], trained.get(pk, 0), members) for pk, tps in found.values_list("pk", "code")]


def untrained(election: Election, codes: Iterable[str]) -> int:
    """How many TPS of these regions ("" is all) have no trained member yet; one query."""
    trained = Trainee.objects.filter(is_void=False, tps__election=election).values("tps")
    rows = Tps.objects.filter(access.region_q(codes, "code"), election=election)
    return rows.exclude(pk__in=trained).count()


def trainings_of(user: User) -> list[dict[str, str]]:
    """The coverage pages of the account's elections that have a bimtek."""
    held = Meeting.objects.filter(kind=MeetingKind.BIMTEK).values("election")
    return [
        {"name": one.name, "url": reverse("meetings:coverage", args=[one.slug])}
        for one in access.elections_of(user).filter(pk__in=held)
        if access.may_somewhere(user, Can.VIEW_MEETINGS, one)
    ]


@dataclass(frozen=True)
class Place:
    """Where one is on the coverage pages, as far as the account may look."""

    election: Election
    code: str
    names: dict[str, str]

    @property
    def title(self) -> str:
        return self.names.get(self.code, self.code)

    def url(self, code: str, **more: str) -> str:
        found = {"wilayah": code} if code != self.election.kabupaten_id else {}
        query = urlencode({**found, **{k: v for k, v in more.items() if v}})
        return reverse("meetings:coverage", args=[self.election.slug]) + (f"?{query}" if query else "")


def place_or_404(request: HttpRequest, slug: str) -> Place:
    """The election, and `wilayah` (a kabupaten, kecamatan or desa of it); the account's own region where none is named.

    404 outside the account's regions, 403 inside them without the right.
    """
    user = request.user
    election = get_object_or_404(access.elections_of(user), slug=slug)
    code = request.GET.get("wilayah", "")
    if not code:
        own = access.scope(user, Can.VIEW_MEETINGS, election)
        if not own:
            raise PermissionDenied
        code = max(own[0], election.kabupaten_id, key=len)[:10]
    if len(code) not in (4, 6, 10) or not code.isascii() or not code.isdigit():
        raise Http404
    access.check(user, Can.VIEW_MEETINGS, region=code, election=election)
    if not covers(election.kabupaten_id, code):
        raise Http404
    above = Q(region_id__in=[code[:4], code[:6], code[:10]])
    rows = ElectionRegion.objects.filter(above | Q(region__code__startswith=code), election=election)
    names = {pk: titled(kind, region_name(name)) for pk, name, kind in
             rows.values_list("region_id", "name__name", "name__kind")}  # fmt: skip
    if code not in names:
        raise Http404
    return Place(election, code, names)


def coverage_page(request: HttpRequest, place: Place) -> dict[str, Any]:
    """The table of the regions below, their map, and the TPS that lack trained members, page by page."""
    found = stations(place.election, place.code)
    own, rows = _covers(place, found)
    wanted = listed_state(request)
    lacking = [tps for tps in found if _is_listed(tps, wanted, place)]
    page = Paginator(lacking, PAGE).get_page(request.GET.get("hal", "1"))
    tabs = {"": _("Belum lengkap"), NONE: _("Belum ada"), SOME: _("Sebagian"), FULL: _("Lengkap")}
    counts = {"": own.none + own.some, **own.counts}
    return {
        "crumbs": _crumbs(request.user, place), "election": place.election, "place": place, "own": own, "rows": rows,
        "part_word": WORDS.get(BELOW.get(len(place.code), 0)), "map": _map(place, rows),
        "members": kpps_members(place.election),
        "items": [{"tps": tps, "desa": place.names.get(tps.desa, tps.desa),
                   "kecamatan": place.names.get(tps.code[:6], "")} for tps in page],
        "page": page, "page_query": f"{urlencode({'wilayah': place.code, 'daftar': wanted})}&",
        "tabs": [{"label": label, "note": angka(counts.get(key, 0)), "active": key == wanted,
                  "url": place.url(place.code, daftar=key)} for key, label in tabs.items()],
        "files": [(form.upper(), reverse("meetings:coverage-file", args=[place.election.slug, form])
                   + f"?{urlencode({'wilayah': place.code, 'daftar': wanted})}") for form in ("xlsx", "csv")],
        "is_any": any(tps.trained for tps in found),
    }  # fmt: skip


def listed_state(request: HttpRequest) -> str:
    asked = request.GET.get("daftar", "")
    return asked if asked in STATE_WORDS else ""


def file_rows(place: Place, wanted: str) -> tuple[list[str], Iterator[list[Any]]]:
    """The list as a table to take along."""
    titles = [_("Kode TPS"), _("Kecamatan"), _("Desa/kelurahan"), _("TPS"), _("Anggota terlatih"), _("Kurang"),
              _("Keadaan")]  # fmt: skip
    rows = (
        [tps.code, place.names.get(tps.code[:6], ""), place.names.get(tps.desa, ""), tps.code[10:], tps.trained,
         tps.missing, tps.word]
        for tps in stations(place.election, place.code)
        if _is_listed(tps, wanted, place)
    )  # fmt: skip
    return titles, rows


def _is_listed(tps: Station, wanted: str, place: Place) -> bool:
    """What was asked for; without asking, what lacks members."""
    return tps.state == wanted if wanted else tps.state != FULL


def _covers(place: Place, found: list[Station]) -> tuple[Cover, list[Cover]]:
    own = Cover(place.code, place.title)
    digits = BELOW.get(len(place.code))
    rows: dict[str, Cover] = {}
    for tps in found:
        for cover in (own, _row(place, rows, tps.code[:digits]) if digits else None):
            if cover:
                cover.counts[tps.state] += 1
                cover.members += min(tps.trained, tps.members)
                cover.places += tps.members
    return own, list(rows.values())


def _row(place: Place, rows: dict[str, Cover], code: str) -> Cover:
    if code not in rows:
        rows[code] = Cover(code, place.names.get(code, code), place.url(code))
    return rows[code]


def _map(place: Place, rows: list[Cover]) -> dict[str, Any] | None:
    """For components/_map.html: coloured by the share of TPS of which all members were trained."""
    digits = BELOW.get(len(place.code))
    drawing = drawing_of(place.code, digits) if digits else None
    if drawing is None:
        return None
    known, shapes, counts = {row.code: row for row in rows}, [], Counter()
    for code, outline in drawing.outlines.items():
        if cover := known.get(code):
            tone = STEPS[4 * cover.full // cover.total] if cover.members else "kosong"
            counts[tone] += 1
            sign = f"{100 * cover.full // cover.total} %"
            says = _("%(full)s dari %(total)s TPS lengkap, %(none)s belum ada") % {
                "full": angka(cover.full), "total": angka(cover.total), "none": angka(cover.none)}  # fmt: skip
            shapes.append({"name": cover.name, "url": cover.url, "says": says, "tone": tone, "outline": outline,
                           "is_degree": tone in STEPS, "label": sign if outline.has_room else ""})  # fmt: skip
    ranges = (_("di bawah 25 % TPS lengkap"), _("25 sampai 49 %"), _("50 sampai 74 %"), _("75 sampai 99 %"),
              _("semua TPS lengkap"))  # fmt: skip
    legend = [{"tone": "kosong", "label": _("belum ada anggota terlatih"), "count": counts["kosong"]},
              *({"tone": step, "label": text, "count": counts[step]}
                for step, text in zip(STEPS, ranges, strict=True))]  # fmt: skip
    title = _("Peta cakupan bimtek %(wilayah)s") % {"wilayah": place.title}
    return {"drawing": drawing, "shapes": shapes, "legend": legend, "title": title}


def _crumbs(user: User, place: Place) -> list[dict[str, Any]]:
    found = crumbs()
    parts = [place.code[:digits] for digits in (4, 6, 10) if digits <= len(place.code)]
    for code in parts:
        may = code != place.code and access.may(user, Can.VIEW_MEETINGS, region=code, election=place.election)
        label = place.names.get(code, code)
        if code == parts[0]:
            label = _("Cakupan bimtek %(wilayah)s") % {"wilayah": label}
        found.append({"label": label, "url": place.url(code) if may else None})
    return found


# The desk of a bimtek.


def targets_of(meeting: Meeting) -> list[str]:
    """Codes whose KPPS are trained here, the widest only; the meeting's own region where none is named."""
    rows = meeting.targets.filter(is_active=True, group=TrainingGroup.KPPS).values_list("region_id", flat=True)
    codes = sorted(rows, key=len) or [meeting.region_id]
    return [code for i, code in enumerate(codes) if not any(covers(wider, code) for wider in codes[:i])]


def section(meeting: Meeting) -> dict[str, Any]:
    """For `_training.html` on the page of a bimtek: targets and what is recorded so far; {} for other meetings."""
    if meeting.kind != MeetingKind.BIMTEK:
        return {}
    rows = list(meeting.targets.filter(is_active=True).select_related("region"))
    groups: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        groups[TrainingGroup(row.group).label].append(titled(row.region.kind, region_name(row.region.name)))
    trained = meeting.trainees.filter(is_void=False)
    wanted = Tps.objects.filter(access.region_q(targets_of(meeting), "code"), election=meeting.election_id)
    return {
        "targets": [{"label": label, "names": names[:12], "more": max(0, len(names) - 12)}
                    for label, names in groups.items()],
        "members": trained.count(), "stations": trained.values("tps").distinct().count(), "wanted": wanted.count(),
        "coverage_url": f"{reverse('meetings:coverage', args=[meeting.election.slug])}?wilayah={meeting.region_id}",
    }  # fmt: skip


def training_page(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """The desk: a desa's TPS (`desa`), the members of one TPS (`tps`), or the desa to choose from."""
    codes = targets_of(meeting)
    rows = Tps.objects.filter(access.region_q(codes, "code"), election=meeting.election_id)
    marks, most = marks_of(meeting), kpps_members(meeting.election)
    names = dict(ElectionRegion.objects.filter(election=meeting.election_id).values_list(
        "region_id", "name__name"))  # fmt: skip
    page = head(request, meeting, _("Peserta pelatihan")) | {
        "numbers": range(1, most + 1),
        "most": most,
        "counts": range(most + 1),
        "may_mark": page_may_mark(request, meeting),
        "targets": target_form(meeting),
        "groups": TrainingGroup.choices,
        "certificates": {row.region_id: row for row in meeting.certificates.select_related("number")},
        "coverage_url": f"{reverse('meetings:coverage', args=[meeting.election.slug])}?wilayah={meeting.region_id}",
    }
    one, desa = request.GET.get("tps", ""), request.GET.get("desa", "")
    if one:
        return page | _one_station(get_object_or_404(rows, code=one[:13].replace("\x00", "")), marks, names, most)
    if desa:
        desa = desa[:10].replace("\x00", "")
        found = list(rows.filter(code__startswith=desa).order_by("code")) if len(desa) == 10 else []
        if not found:
            raise Http404
        return page | {
            "desa": desa, "desa_name": region_name(names.get(desa, desa)), "batch": page["certificates"].get(desa),
            "stations": [{"code": t.code, "label": str(t), "known": sorted(marks.get(t.code, {})),
                          "count": len(marks.get(t.code, {})),
                          "seen": "".join(map(str, sorted(marks.get(t.code, {}))))} for t in found],
        }  # fmt: skip
    return page | {"places": _places(rows, marks, names, most)}


def page_may_mark(request: HttpRequest, meeting: Meeting) -> bool:
    return meeting.state in HELD and access.may(
        request.user, Can.RECORD_MEETING, region=meeting.region_id, election=meeting.election
    )


def target_form(meeting: Meeting) -> dict[str, Any]:
    """Which regions may be chosen: kecamatan of a kabupaten, desa of a kecamatan; and which are."""
    digits = BELOW.get(len(meeting.region_id), 10)
    rows = ElectionRegion.objects.filter(
        election=meeting.election_id, region__code__startswith=meeting.region_id, region__code__length=digits
    ).values_list("region_id", "name__name")
    chosen = set(meeting.targets.filter(is_active=True).values_list("region_id", "group"))
    return {
        "regions": [{"code": code, "name": region_name(name), "on": any(c == code for c, _g in chosen)}
                    for code, name in rows.order_by("region_id")],
        "groups": {group for _code, group in chosen} or {TrainingGroup.KPPS.value},
        "may": meeting.state in (*PLANNED, *RUNNING),
    }  # fmt: skip


def marks_of(meeting: Meeting) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = defaultdict(dict)
    rows = Trainee.objects.filter(meeting=meeting, is_void=False)
    for code, number, name in rows.order_by().values_list("tps__code", "number", "name"):
        found[code][number] = name
    return found


def _one_station(tps: Tps, marks: dict[str, dict[int, str]], names: dict[str, str], most: int) -> dict[str, Any]:
    known = marks.get(tps.code, {})
    numbers = sorted({*range(1, most + 1), *known})
    members = [{"number": n, "on": n in known, "name": known.get(n, "")} for n in numbers]
    return {"station": tps, "members": members, "desa": tps.desa_id, "seen": "".join(map(str, sorted(known))),
            "desa_name": region_name(names.get(tps.desa_id, tps.desa_id))}  # fmt: skip


def _places(rows: Any, marks: dict[str, dict[int, str]], names: dict[str, str], most: int) -> list[dict[str, Any]]:
    """Kecamatan with their desa: TPS, TPS with somebody, members."""
    found: dict[str, dict[str, Cover]] = defaultdict(dict)
    for code in rows.order_by("code").values_list("code", flat=True):
        desa = code[:10]
        cover = found[code[:6]].setdefault(desa, Cover(desa, region_name(names.get(desa, desa))))
        members = len(marks.get(code, {}))
        cover.counts[state_of(members, most)] += 1
        cover.members += members
    return [{"code": code, "name": region_name(names.get(code, code)), "rows": list(desa.values())}
            for code, desa in found.items()]  # fmt: skip
