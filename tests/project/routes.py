"""The URLs of the access matrix: one row for every route, and what GRANTS say of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from django.contrib import admin
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from electcoord.accounts.access import Can
from electcoord.accounts.models import Grant, User
from electcoord.directory.models import Booking, Institution, Office, Person, Term, Unit, Vehicle, Venue
from electcoord.elections.models import Choice, Contest, Election, Party, Phase, ProfileVersion, Tps
from electcoord.outbox import links
from electcoord.outbox.models import Message, PersonalLink
from electcoord.papers.models import Classification, DocumentKind, Number, Photo, WordTemplate
from electcoord.regions.models import Region, RegionName
from electcoord.situation.models import FollowUp, Incident
from logistics.models import (
    Confirmation,
    Container,
    Custody,
    Handover,
    Item,
    Movement,
    NeedPlan,
    Packing,
    Receipt,
    Seal,
    SortBatch,
    StockCount,
    StockMove,
)
from meetings.models import Circular, CircularRecipient, Invitee, Meeting, Trainee
from recap.models import Correction, Finding, Sheet, SheetVersion
from tests.cast import HILIR, HULU, KABUPATEN, MUARA, PASAR, TPS_1
from tests.project.people import OTHER, OWN, enters, holds, sees

READ = ("GET", "HEAD")
BOTH = (*READ, "POST")
TPS_HILIR, TPS_OTHER = "9901022002001", "9902011001001"
NOBODY_KNOWS = "tidak-ada"


@dataclass(frozen=True)
class Target:
    """A URL of a route and where it leads."""

    url: str
    region: str = ""
    election: str | None = None
    exists: bool = True
    note: Any = None


Judge = Callable[[str, Target, str], set[int]]


@dataclass(frozen=True)
class Row:
    """What a route is expected to do; `judge` is asked for a signed-in person and a method that the route takes."""

    judge: Judge
    targets: list[Target]
    methods: tuple[str, ...] = READ
    is_public: bool = False

    def expected(self, who: str | None, target: Target, method: str) -> set[int]:
        """302 for nobody, 405 for another method, then what the judge says; public pages have no first step."""
        if who is None and not self.is_public:
            return {302}
        return self.judge(who, target, method) if method in self.methods else {405}


def walk(patterns: Any = None, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route by name, or by its whole path where it has none."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, path, inner)
        else:
            yield (namespace + pattern.name if pattern.name else path), pattern


def always(*statuses: int) -> Judge:
    return lambda who, target, method: set(statuses)


def anywhere(can: Can, *statuses: int) -> Judge:
    return lambda who, target, method: set(statuses or (200,)) if holds(who, can) else {403}


def in_election(can: Can, get: int = 200, post: int = 422, own_only: bool = False) -> Judge:
    def judge(who: str, target: Target, method: str) -> set[int]:
        if not enters(who, target.election):
            return {404}
        if not holds(who, can):
            return {403}
        if own_only and target.note != who:
            return {404}
        return {post if method == "POST" else get}

    return judge


def in_region(can: Can, deed: Can | None = None, status: int = 200) -> Judge:
    def judge(who: str, target: Target, method: str) -> set[int]:
        if not enters(who, target.election) or not sees(who, target.region, target.election):
            return {404}
        if not holds(who, can, target.region, target.election):
            return {403}
        if not target.exists:
            return {404}
        return {status} if deed is None or holds(who, deed, target.region, target.election) else {403}

    return judge


def in_papers(deed: Can, post: int = 422) -> Judge:
    """A page that whoever sees the sheet may read, and whoever holds the verb may post to."""

    def judge(who: str, target: Target, method: str) -> set[int]:
        posting = method == "POST"
        return in_region(Can.VIEW_RECAP, deed if posting else None, post if posting else 200)(who, target, method)

    return judge


TASKS = (Can.ENTER_SHEET, Can.SETTLE_DIFFERENCE, Can.RELEASE_QUARANTINE)


def at_the_desk(*statuses: int) -> Judge:
    """A page for whoever the queue may hand a sheet of some kind."""

    def judge(who: str, target: Target, method: str) -> set[int]:
        if not enters(who, target.election):
            return {404}
        if not any(holds(who, can) for can in TASKS):
            return {403}
        if target.region and not sees(who, target.region, target.election):
            return {404}
        if target.region and not holds(who, Can.VIEW_RECAP, target.region, target.election):
            return {403}
        return set(statuses) if target.exists else {404}

    return judge


def at_a_sheet(can: Can, get: tuple[int, ...], post: tuple[int, ...] = (422,)) -> Judge:
    """A page on which one sheet is worked on; by its state it opens, or leads back to its TPS."""

    def judge(who: str, target: Target, method: str) -> set[int]:
        [found] = in_region(Can.VIEW_RECAP, can)(who, target, method)
        return {found} if found != 200 else set(post if method == "POST" else get)

    return judge


def in_trial(who: str, target: Target, method: str) -> set[int]:
    """Readers of the profile try; who may propose is told that the reason is missing."""
    found = in_election(Can.VIEW_PROFILE, post=422)(who, target, method)
    place = {OWN: KABUPATEN, OTHER: "9902"}.get(target.election, "")
    if found == {422} and not holds(who, Can.PROPOSE_PROFILE, place, target.election):
        return {403}
    return found


def in_ledger(who: str, target: Target, method: str) -> set[int]:
    if not holds(who, Can.VIEW_LEDGER):
        return {403}
    place = holds(who, Can.VIEW_LEDGER, target.region, target.election)
    return {200} if target.exists and place else {404}


def in_directory(who: str, target: Target, method: str) -> set[int]:
    if not holds(who, Can.VIEW_DIRECTORY):
        return {403}
    seen = target.exists and holds(who, Can.VIEW_DIRECTORY, target.region, target.election)
    return {200} if seen else {404}


def at_a_meeting(verb: Can | None, get: int = 200, post: int = 422) -> Judge:
    """A page of one meeting; the verb for reading it is needed too. Nobody of the matrix is invited by name."""

    def judge(who: str, target: Target, method: str) -> set[int]:
        if not enters(who, target.election) or not sees(who, target.region, target.election) or not target.exists:
            return {404}
        if not holds(who, Can.VIEW_MEETINGS, target.region, target.election):
            return {403}
        if target.note == "tertutup" and not holds(who, Can.VIEW_CLOSED_MEETINGS, target.region, target.election):
            return {403}
        if verb and not holds(who, verb, target.region, target.election):
            return {403}
        return {post if method == "POST" else get}

    return judge


def at_its_invitations(who: str, target: Target, method: str) -> set[int]:
    """Whoever reads the meeting reads who is invited; inviting is for planners."""
    return at_a_meeting(Can.PLAN_MEETING if method == "POST" else None)(who, target, method)


def at_its_steps(who: str, target: Target, method: str) -> set[int]:
    """An unknown deed is refused as incomplete, to whoever may do any."""
    found = at_a_meeting(None)(who, target, method)
    verbs = (Can.PLAN_MEETING, Can.RECORD_MEETING, Can.CHAIR_MEETING, Can.APPROVE_DOCUMENT)
    may = any(holds(who, verb, target.region, target.election) for verb in verbs)
    return found if found != {422} or may else {403}


def at_a_stage(who: str, target: Target, method: str) -> set[int]:
    """Whoever sees the election's calendar reads it; an unknown deed is refused, to whoever may plan."""
    if not target.exists or not enters(who, target.election):
        return {404}
    if not holds(who, Can.VIEW_CALENDAR):
        return {403}
    place = {OWN: KABUPATEN, OTHER: "9902"}.get(target.election, "")
    if method == "POST" and not holds(who, Can.EDIT_CALENDAR, place, target.election):
        return {403}
    return {422 if method == "POST" else 200}


def calendar_rows() -> dict[str, Row]:
    """Rows of the calendar: its page, its stages, the address for a phone."""
    stages = [
        Target(reverse("calendar:stage", args=[phase.uuid]), election=phase.election.slug)
        for phase in Phase.objects.select_related("election").order_by("pk")
    ]
    unknown = Target(reverse("calendar:stage", args=[uuid4()]), election=OWN, exists=False)

    def subscription(who: str, target: Target, method: str) -> set[int]:
        return {403} if not holds(who, Can.VIEW_CALENDAR) else {422 if method == "POST" else 200}

    def load(who: str, target: Target, method: str) -> set[int]:
        return {404} if holds(who, Can.EDIT_CALENDAR) else {403}

    wrong = Target(reverse("calendar:feed", args=["A" * 48]))
    return {
        "calendar:calendar": Row(anywhere(Can.VIEW_CALENDAR), [Target(reverse("calendar:calendar"))]),
        "calendar:load": Row(load, [Target(reverse("calendar:load"))], ("POST",)),
        "calendar:stage": Row(at_a_stage, [*stages, unknown], BOTH),
        "calendar:subscription": Row(subscription, [Target(reverse("calendar:subscription"))], BOTH),
        "calendar:feed": Row(lambda who, target, method: {404}, [wrong], (*BOTH, "PUT", "DELETE"), is_public=True),
    }


def meeting_rows(meetings: list[Meeting], invitees: list[Invitee]) -> dict[str, Row]:
    """Rows of the pages of meetings; each meeting with its place, and one that nobody knows."""

    def every(name: str) -> list[Target]:
        found = [
            Target(reverse(f"meetings:{name}", args=[m.uuid]), m.region_id, m.election.slug,
                   note="tertutup" if m.is_closed_pleno else None)
            for m in meetings
        ]  # fmt: skip
        return [*found, Target(reverse(f"meetings:{name}", args=[uuid4()]), KABUPATEN, OWN, False)]

    answers = [
        Target(reverse("meetings:invitee", args=[i.meeting.uuid, i.uuid]), i.meeting.region_id, i.meeting.election.slug)
        for i in invitees
    ]
    record, plan = at_a_meeting(Can.RECORD_MEETING), at_a_meeting(Can.PLAN_MEETING)
    no_bimtek = at_a_meeting(Can.RECORD_MEETING, 404, 404)
    certificates = [Target(reverse("meetings:certificate", args=[m.uuid, TPS_1]), m.region_id, m.election.slug,
                           note="tertutup" if m.is_closed_pleno else None) for m in meetings]  # fmt: skip

    def covered(name: str, *more: str) -> list[Target]:
        return [Target(f"{reverse(name, args=[slug, *more])}?wilayah={region}", region, slug, there)
                for region, slug, there in places()]  # fmt: skip

    return {
        "meetings:list": Row(anywhere(Can.VIEW_MEETINGS), [Target(reverse("meetings:list"))]),
        "meetings:new": Row(
            lambda who, target, method: anywhere(Can.PLAN_MEETING, 422 if method == "POST" else 200)(who, target, method),
            [Target(reverse("meetings:new"))], BOTH,
        ),
        "meetings:meeting": Row(at_a_meeting(None), every("meeting")),
        "meetings:timeline": Row(at_a_meeting(None), every("timeline")),
        "meetings:step": Row(at_its_steps, every("step"), ("POST",)),
        "meetings:plan": Row(plan, every("plan"), BOTH),
        "meetings:invitees": Row(at_its_invitations, every("invitees"), BOTH),
        "meetings:invitee": Row(record, answers, BOTH),
        "meetings:desk": Row(record, every("desk"), BOTH),
        "meetings:mandates": Row(record, every("mandates"), BOTH),
        "meetings:notes": Row(record, every("notes"), BOTH),
        "meetings:bookings": Row(plan, every("bookings"), BOTH),
        **calendar_rows(),
        **letter_rows(meetings, every),
        **paper_rows(every, meetings, record, plan),
        # None of the matrix's meetings is a bimtek.
        "meetings:training": Row(no_bimtek, every("training"), BOTH),
        "meetings:certificate": Row(no_bimtek, certificates),
        "meetings:training-template": Row(no_bimtek, every("training-template")),
        "meetings:coverage": Row(in_region(Can.VIEW_MEETINGS), covered("meetings:coverage")),
        "meetings:coverage-file": Row(in_region(Can.VIEW_MEETINGS), covered("meetings:coverage-file", "csv")),
    }  # fmt: skip


def letter_rows(meetings: list[Meeting], every: Callable[[str], list[Target]]) -> dict[str, Row]:
    """The letter, its files and the papers; nobody has a letter yet, so files are not there for those who may."""
    plan = at_a_meeting(Can.PLAN_MEETING)

    def files(name: str, more: Any) -> list[Target]:
        return [
            Target(reverse(f"meetings:{name}", args=[m.uuid, more]), m.region_id, m.election.slug,
                   note="tertutup" if m.is_closed_pleno else None)
            for m in meetings
        ]  # fmt: skip

    def missing(judge: Judge) -> Judge:
        return lambda who, target, method: (
            {404} if judge(who, target, method) & {200, 422} else judge(who, target, method)
        )

    return {
        "meetings:letter": Row(plan, every("letter"), BOTH),
        "meetings:letter-file": Row(missing(plan), files("letter-file", "pdf")),
        "meetings:material-add": Row(plan, every("material-add"), ("POST",)),
        "meetings:material": Row(missing(at_a_meeting(None)), files("material", uuid4())),
        **{
            f"undangan:{name}": Row(
                at_the_door, [Target(reverse(f"undangan:{name}", args=["salah", *more]), exists=False)], methods,
                is_public=True,
            )
            for name, more, methods in (
                ("personal", (), BOTH), ("letter", (), READ), ("calendar", (), READ), ("material", (uuid4(),), READ)
            )
        },
    }  # fmt: skip


def paper_rows(
    every: Callable[[str], list[Target]], meetings: list[Meeting], record: Judge, plan: Judge
) -> dict[str, Row]:
    """Papers, photos and circulars; no meeting of the matrix has any yet, so most answer that nothing is there."""

    def absent(name: str, *args: Any) -> list[Target]:
        return [
            Target(reverse(f"meetings:{name}", args=[m.uuid, *args]), m.region_id, m.election.slug,
                   note="tertutup" if m.is_closed_pleno else None)
            for m in meetings
        ]  # fmt: skip

    def nothing(judge: Judge) -> Judge:
        """What the judge lets in finds nothing."""
        return lambda who, target, method: {404 if s in (200, 422) else s for s in judge(who, target, method)}

    def circular(name: str, *args: Any) -> list[Target]:
        return [Target(reverse(f"meetings:{name}", args=[*args]), exists=False)]

    nobody: Judge = lambda who, target, method: {404}  # noqa: E731
    seen = at_a_meeting(None)
    return {
        "meetings:document": Row(nothing(seen), absent("document", "notulen"), BOTH),
        "meetings:document-file": Row(nothing(seen), absent("document-file", "notulen", 1, "pdf")),
        "meetings:sheet": Row(record, every("sheet")),
        "meetings:photos": Row(record, every("photos"), BOTH),
        "meetings:file": Row(nothing(seen), absent("file", uuid4())),
        "meetings:mandate-scan": Row(nothing(record), absent("mandate-scan", uuid4()), ("POST",)),
        "meetings:carry": Row(plan, every("carry"), BOTH),
        "meetings:circular-new": Row(record, every("circular-new"), BOTH),
        "meetings:circulars": Row(anywhere(Can.VIEW_MEETINGS), [Target(reverse("meetings:circulars"))]),
        "meetings:circular": Row(nobody, circular("circular", uuid4()), BOTH),
        "meetings:circular-file": Row(nobody, circular("circular-file", uuid4(), "pdf")),
        "meetings:circular-door": Row(nobody, circular("circular-door", "salah"), BOTH, is_public=True),
        "meetings:circular-door-file": Row(nobody, circular("circular-door-file", "salah"), is_public=True),
    }


def places() -> list[tuple[str, str, bool]]:
    """(region, election, exists): own, child, sibling, parent and the other regency, for one or another of the cast."""
    return [
        (KABUPATEN, OWN, True), (HULU, OWN, True), (HILIR, OWN, True), (PASAR, OWN, True), (MUARA, OWN, True),
        ("990199", OWN, False), ("9902", OTHER, True), ("990201", OTHER, True), ("9902", OWN, False),
        (KABUPATEN, NOBODY_KNOWS, False),
    ]  # fmt: skip


def app_rows(
    uploads: dict[str, str], photos: dict[str, Photo], corrections: list[tuple[UUID, str, str]]
) -> dict[str, Row]:
    """Rows of the product's own pages.

    `uploads`: uuid of a waiting file per owner; `photos`: one per TPS code; `corrections`: (uuid, TPS code, election).
    """

    def one(name: str, *args: Any) -> list[Target]:
        return [Target(reverse(name, args=args))]

    def per_election(name: str) -> list[Target]:
        return [Target(reverse(name, args=[slug]), election=slug) for slug in (OWN, OTHER, NOBODY_KNOWS)]

    stations = [
        (TPS_1, OWN, True), (TPS_HILIR, OWN, True), ("9901011001099", OWN, False), (TPS_OTHER, OTHER, True),
        (TPS_OTHER, OWN, False), (TPS_1, OTHER, False),
    ]  # fmt: skip
    entries = [
        (KABUPATEN, 1, KABUPATEN, OWN, True), (HULU, 1, TPS_1, OWN, True), (HILIR, 1, TPS_HILIR, OWN, True),
        ("9902", 1, "9902", OTHER, True), ("00", 1, "", "", True), (KABUPATEN, 99999, KABUPATEN, OWN, False),
    ]  # fmt: skip
    waiting = [
        Target(reverse("recap:import-check", args=[OWN, uuid]), election=OWN, note=owner)
        for owner, uuid in uploads.items()
    ]
    foreign = reverse("recap:import-check", args=[OTHER, uploads["operator"]])
    lying = [(photos[code], code, election) for code, election in ((TPS_1, OWN), (TPS_HILIR, OWN), (TPS_OTHER, OTHER))]
    rows = {
        "office:home": Row(always(200), one("office:home")),
        "office:search": Row(always(200), one("office:search")),
        "office:shortcuts": Row(always(200), one("office:shortcuts")),
        "office:help": Row(always(200), one("office:help")),
        "office:gaya": Row(always(200), [Target("/gaya/")]),
        "office:projector": Row(always(200), one("office:projector")),
        # The demo's doors do not exist where anything is real: no method finds them.
        **{
            name: Row(always(404), one(name, *args), (*BOTH, "PUT", "DELETE"), is_public=True)
            for name, *args in (
                ("office:tour",),
                ("office:tour-step", 1),
                ("office:tour-end",),
                ("accounts:demo-login",),
            )
        },
        "office:theme": Row(always(302), one("office:theme"), ("POST",), is_public=True),
        # An unknown deed is refused before anything else.
        "office:profile": Row(in_election(Can.VIEW_PROFILE, post=403), per_election("office:profile"), BOTH),
        "office:health": Row(always(200), one("office:health"), is_public=True),
        # No language in the form: nothing is set, and one is led back all the same.
        "office:language": Row(always(302), one("office:language"), ("POST",), is_public=True),
        "office:scripts": Row(always(200), one("office:scripts", "en"), is_public=True),
        "office:ledger": Row(anywhere(Can.VIEW_LEDGER), one("office:ledger")),
        "office:ledger-entry": Row(
            in_ledger,
            [Target(reverse("office:ledger-entry", args=[c, p]), r, e, x) for c, p, r, e, x in entries],
        ),
        "directory:institutions": Row(anywhere(Can.VIEW_DIRECTORY), one("directory:institutions")),
        "directory:institution": Row(
            in_directory,
            [
                *(
                    Target(reverse("directory:institution", args=[found.uuid]), *_at(found.region_id))
                    for found in Institution.objects.all()
                ),
                Target(reverse("directory:institution", args=[uuid4()]), exists=False),
            ],
        ),
        "accounts:login": Row(
            lambda who, target, method: {200} if who is None else {302}, one("accounts:login"), BOTH, is_public=True
        ),
        "accounts:logout": Row(always(302), one("accounts:logout"), ("POST",), is_public=True),
        "accounts:own-log": Row(always(200), one("accounts:own-log")),
        "accounts:password": Row(always(200), one("accounts:password"), BOTH),
        "recap:elections": Row(anywhere(Can.VIEW_RECAP, 200, 302), one("recap:elections")),
        "recap:import": Row(in_election(Can.IMPORT_SHEETS), per_election("recap:import"), BOTH),
        "recap:import-check": Row(
            in_election(Can.IMPORT_SHEETS, get=422, post=302, own_only=True),
            [*waiting, Target(foreign, election=OTHER, note="operator")],
            BOTH,
        ),
        "recap:region": Row(
            in_region(Can.VIEW_RECAP),
            [Target(reverse("recap:region", args=[e, "ppwp", r]), r, e, x) for r, e, x in places()],
        ),
        # Everybody of the matrix has one region, and is led there.
        "recap:mine": Row(in_election(Can.VIEW_RECAP, get=302), per_election("recap:mine")),
        "recap:places": Row(
            in_region(Can.VIEW_RECAP), [Target(reverse("recap:places", args=[e, r]), r, e, x) for r, e, x in places()]
        ),
        "recap:go": Row(
            in_election(Can.VIEW_RECAP, get=302),
            [Target(f"{t.url}?kontes=ppwp", election=t.election) for t in per_election("recap:go")],
        ),
        **{
            name: Row(
                in_region(Can.VIEW_RECAP), [Target(reverse(name, args=[e, "ppwp", r]), r, e, x) for r, e, x in places()]
            )
            for name in ("recap:region-csv", "recap:region-xlsx")
        },
        "recap:map": Row(
            in_region(Can.VIEW_RECAP),
            # A desa has no map.
            [Target(reverse("recap:map", args=[e, "ppwp", r]), r, e, x and len(r) < 10) for r, e, x in places()],
        ),
        "recap:tps": Row(
            in_region(Can.VIEW_RECAP), [Target(reverse("recap:tps", args=[e, c]), c, e, x) for c, e, x in stations]
        ),
        "recap:story": Row(
            in_region(Can.VIEW_RECAP),
            [Target(reverse("recap:story", args=[e, c, "ppwp"]), c, e, x) for c, e, x in stations],
        ),
        "recap:release": Row(
            in_region(Can.VIEW_RECAP, Can.RELEASE_QUARANTINE, status=422),
            [Target(reverse("recap:release", args=[e, c, "ppwp"]), c, e, x) for c, e, x in stations],
            ("POST",),
        ),
        "recap:papers": Row(
            in_papers(Can.ADD_PAPER),
            [Target(reverse("recap:papers", args=[e, c, "ppwp"]), c, e, x) for c, e, x in stations],
            BOTH,
        ),
        "recap:paper": Row(
            in_papers(Can.MOVE_PAPER),
            [
                *(Target(reverse("recap:paper", args=[e, c, "ppwp", p.uuid]), c, e) for p, c, e in lying),
                # A photo of another sheet.
                Target(reverse("recap:paper", args=[OWN, TPS_1, "ppwp", lying[1][0].uuid]), TPS_1, OWN, exists=False),
            ],
            BOTH,
        ),
    }

    def sheets(name: str) -> list[Target]:
        return [Target(reverse(name, args=[e, c, "ppwp"]), c, e, x) for c, e, x in stations]

    rows |= {
        "recap:desk": Row(at_the_desk(200), per_election("recap:desk")),
        "recap:take-next": Row(at_the_desk(302), per_election("recap:take-next")),
        "recap:give-back": Row(at_the_desk(302), sheets("recap:give-back"), ("POST",)),
        "recap:entry": Row(at_a_sheet(Can.ENTER_SHEET, (200, 302)), sheets("recap:entry"), BOTH),
        "recap:draft": Row(at_a_sheet(Can.ENTER_SHEET, (405,)), sheets("recap:draft"), ("POST",)),
        "recap:settle": Row(at_a_sheet(Can.SETTLE_DIFFERENCE, (200, 302)), sheets("recap:settle"), BOTH),
        "recap:correct": Row(at_a_sheet(Can.PROPOSE_CORRECTION, (302,), (302,)), sheets("recap:correct"), BOTH),
        "recap:corrections": Row(in_election(Can.VIEW_RECAP), per_election("recap:corrections")),
        "recap:correction": Row(
            in_papers(Can.APPROVE_CORRECTION),
            [Target(reverse("recap:correction", args=[e, u]), c, e) for u, c, e in corrections],
            BOTH,
        ),
    }
    for name in ("papers:image", "papers:small"):
        rows[name] = Row(
            in_region(Can.VIEW_RECAP),
            [
                *(Target(reverse(name, args=[photo.uuid]), code, election) for photo, code, election in lying),
                Target(reverse(name, args=[uuid4()]), exists=False),
            ],
        )
    rows["recap:templates"] = Row(in_election(Can.IMPORT_SHEETS), per_election("recap:templates"))
    kecamatan = [(HULU, OWN, True), (HILIR, OWN, True), (PASAR, OWN, False), ("990199", OWN, False),
                 ("990201", OTHER, True), ("990201", OWN, False), (HULU, NOBODY_KNOWS, False)]  # fmt: skip
    rows["recap:template"] = Row(
        in_region(Can.IMPORT_SHEETS),
        [Target(reverse("recap:template", args=[e, "ppwp", r, "pertama"]), r, e, x) for r, e, x in kecamatan],
    )
    rows["recap:rules-trial"] = Row(in_trial, per_election("recap:rules-trial"), BOTH)
    for name in ("recap:election", "recap:work", "recap:findings", "recap:progress", "recap:rules"):
        rows[name] = Row(in_election(Can.VIEW_RECAP), per_election(name))
    return rows


def read_and_written(read: Can, write: Can) -> Judge:
    """A page of a region that one verb opens, and to which another posts what is refused."""

    def judge(who: str, target: Target, method: str) -> set[int]:
        posting = method == "POST"
        return in_region(read, write if posting else None, 422 if posting else 200)(who, target, method)

    return judge


def at_the_door(who: str | None, target: Target, method: str) -> set[int]:
    """A personal link asks for nobody's account."""
    if not target.exists:
        return {404}
    return {422} if method == "POST" else {200}


def situation_rows(follow_ups: list[FollowUp], letters: list[Message], doors: list[PersonalLink]) -> dict[str, Row]:
    """Follow-ups, the owner's door, and letters."""

    def placed(name: str, rows: list[Any]) -> list[Target]:
        found = [
            Target(reverse(name, args=[row.uuid]), getattr(row, "region_id", None) or row.region, row.election.slug)
            for row in rows
        ]
        return [*found, Target(reverse(name, args=[uuid4()]), exists=False)]

    def nobody_knows(judge: Judge) -> Judge:
        """What does not exist belongs to no region."""
        return lambda who, target, method: judge(who, target, method) if target.exists else {404}

    opened = [Target(reverse("situation:owner", args=[links.token(door)])) for door in doors]
    return {
        "situation:board": Row(anywhere(Can.VIEW_FOLLOW_UPS), [Target(reverse("situation:board"))]),
        "situation:board-file": Row(
            anywhere(Can.VIEW_FOLLOW_UPS), [Target(reverse("situation:board-file", args=["csv"]))]
        ),
        "situation:open": Row(
            lambda who, target, method: anywhere(Can.MANAGE_FOLLOW_UPS, 422 if method == "POST" else 200)(
                who, target, method
            ),
            [Target(reverse("situation:open"))],
            BOTH,
        ),
        "situation:follow-up": Row(
            nobody_knows(read_and_written(Can.VIEW_FOLLOW_UPS, Can.MANAGE_FOLLOW_UPS)),
            placed("situation:follow-up", follow_ups),
            BOTH,
        ),
        "situation:owner": Row(
            at_the_door,
            [*opened, Target(reverse("situation:owner", args=["salah"]), exists=False)],
            BOTH,
            is_public=True,
        ),
        "situation:evidence": Row(
            nobody_knows(in_region(Can.VIEW_FOLLOW_UPS, status=404)),
            [
                Target(reverse("situation:evidence", args=[row.uuid, uuid4()]), row.region_id, row.election.slug)
                for row in follow_ups
            ],
        ),
        "situation:owner-file": Row(
            lambda who, target, method: {404},
            [Target(reverse("situation:owner-file", args=[links.token(door), uuid4()])) for door in doors],
            is_public=True,
        ),
        "outbox:messages": Row(anywhere(Can.PLAN_MEETING), [Target(reverse("outbox:messages"))]),
        "outbox:message": Row(
            nobody_knows(read_and_written(Can.PLAN_MEETING, Can.PLAN_MEETING)), placed("outbox:message", letters), BOTH
        ),
    }


def in_planning(who: str, target: Target, method: str) -> set[int]:
    """Whoever sees logistics in the election reads; planners of the kabupaten post, here what is refused."""
    if not enters(who, target.election):
        return {404}
    place = {OWN: KABUPATEN, OTHER: "9902"}[target.election]
    if not holds(who, Can.VIEW_LOGISTICS):
        return {403}
    if method == "POST" and not holds(who, Can.PLAN_LOGISTICS, place, target.election):
        return {403}
    if not target.exists:
        return {404}
    return {422 if method == "POST" else 200}


def need_rows() -> dict[str, Row]:
    """Rows of needs, items and plans; each of the two elections has its item `segel` and plan 1."""

    def planned(name: str, *args: Any, exists: bool = True) -> list[Target]:
        return [
            Target(reverse(f"logistics:{name}", args=[slug, *args]), election=slug, exists=exists)
            for slug in (OWN, OTHER, NOBODY_KNOWS)
        ]

    def placed(name: str, *more: str) -> list[Target]:
        return [Target(reverse(f"logistics:{name}", args=[e, r, *more]), r, e, x) for r, e, x in places()]

    stations = [(TPS_1, OWN, True), (TPS_HILIR, OWN, True), ("9901011001099", OWN, False), (TPS_OTHER, OTHER, True),
                (TPS_OTHER, OWN, False)]  # fmt: skip
    return {
        # Everybody of the matrix has one region, and is led there.
        "logistics:needs": Row(in_election(Can.VIEW_LOGISTICS, get=302), planned("needs")),
        "logistics:needs-region": Row(in_region(Can.VIEW_LOGISTICS), placed("needs-region")),
        "logistics:needs-file": Row(in_region(Can.VIEW_LOGISTICS), placed("needs-file", "csv")),
        "logistics:needs-tps": Row(
            in_region(Can.VIEW_LOGISTICS),
            [Target(reverse("logistics:needs-tps", args=[e, c]), c, e, x) for c, e, x in stations],
        ),
        "logistics:items": Row(in_planning, planned("items"), BOTH),
        "logistics:item": Row(in_planning, [*planned("item", "segel"), *planned("item", "x", exists=False)], BOTH),
        "logistics:plans": Row(in_planning, planned("plans"), BOTH),
        "logistics:plan": Row(in_planning, [*planned("plan", 1), *planned("plan", 9, exists=False)]),
        "logistics:plan-file": Row(in_planning, planned("plan-file", 1, "xlsx")),
    }


@dataclass(frozen=True)
class Kept:
    """What the admin lets staff do with a model; `place` gives region and election of a row."""

    place: Callable[[Any], tuple[str, str | None]]
    view: Can = Can.USE_ADMIN
    add: Can | None = None
    change: Can | None = None
    files: Can | None = None


def _of(election: Election) -> tuple[str, str]:
    return election.kabupaten_id, election.slug


def _at(region: str) -> tuple[str, str | None]:
    return region, {"9901": OWN, "9902": OTHER}.get(region[:4])


def _directory(region: Callable[[Any], str]) -> Kept:
    return Kept(lambda row: _at(region(row)), Can.VIEW_DIRECTORY, Can.MANAGE_DIRECTORY, Can.MANAGE_DIRECTORY)


def _shared(can: Can) -> Kept:
    """What the whole installation has one of: for whoever holds the verb anywhere."""
    return Kept(lambda row: (None, None), can, can, can)


MODELS: dict[type[Model], Kept] = {
    User: Kept(
        lambda row: ("", None), Can.MANAGE_ACCOUNTS, Can.MANAGE_ACCOUNTS, Can.MANAGE_ACCOUNTS, Can.MANAGE_ACCOUNTS
    ),
    Grant: Kept(
        lambda row: (row.region, row.election and row.election.slug),
        Can.MANAGE_ACCOUNTS,
        Can.MANAGE_ACCOUNTS,
        files=Can.MANAGE_ACCOUNTS,
    ),
    Election: Kept(_of, change=Can.MANAGE_ELECTION),
    ProfileVersion: Kept(lambda row: _of(row.election), Can.VIEW_PROFILE),
    Contest: Kept(lambda row: _of(row.election)),
    Party: Kept(lambda row: _of(row.election)),
    Choice: Kept(lambda row: _of(row.contest.election), change=Can.MANAGE_ELECTION),
    Phase: Kept(lambda row: _of(row.election), Can.VIEW_CALENDAR),
    Tps: Kept(lambda row: (row.code, row.election.slug), files=Can.MANAGE_ELECTION),
    # A region belongs to no election; it is seen through the one of its kabupaten.
    Region: Kept(lambda row: _at(row.code)),
    RegionName: Kept(lambda row: _at(row.region_id), add=Can.MANAGE_ELECTION, files=Can.MANAGE_ELECTION),
    Institution: replace(_directory(lambda row: row.region_id), files=Can.MANAGE_DIRECTORY),
    Office: _directory(lambda row: row.institution.region_id),
    # A person is seen where an office is held.
    Person: _directory(lambda row: row.terms.get().office.institution.region_id),
    Term: _directory(lambda row: row.office.institution.region_id),
    DocumentKind: _shared(Can.MANAGE_TEMPLATES),
    Classification: _shared(Can.MANAGE_TEMPLATES),
    Number: Kept(lambda row: _at(row.issuer_id), Can.PLAN_MEETING),
    WordTemplate: Kept(
        lambda row: _at(row.region_id), Can.MANAGE_TEMPLATES, Can.MANAGE_TEMPLATES, Can.MANAGE_TEMPLATES
    ),
    Venue: _directory(lambda row: row.region_id),
    Vehicle: _directory(lambda row: row.institution.region_id),
    Unit: _directory(lambda row: row.institution.region_id),
    Booking: Kept(lambda row: _at(row.region_id), Can.VIEW_DIRECTORY),
    FollowUp: Kept(lambda row: (row.region_id, row.election.slug), Can.VIEW_FOLLOW_UPS),
    Incident: Kept(lambda row: (row.region_id, row.election.slug), Can.VIEW_INCIDENTS),
    Message: Kept(lambda row: (row.region, row.election.slug), Can.PLAN_MEETING),
    PersonalLink: Kept(lambda row: (row.region, row.election.slug), Can.PLAN_MEETING),
    Photo: Kept(lambda row: (row.placements.latest("number").tps_code, row.election.slug), Can.VIEW_RECAP),
    Sheet: Kept(lambda row: (row.tps_code, row.election.slug), Can.VIEW_RECAP),
    SheetVersion: Kept(lambda row: (row.sheet.tps_code, row.sheet.election.slug), Can.VIEW_RECAP),
    Correction: Kept(lambda row: (row.sheet.tps_code, row.sheet.election.slug), Can.VIEW_RECAP),
    Finding: Kept(lambda row: (row.tps_code, row.election.slug), Can.VIEW_RECAP),
    Meeting: Kept(lambda row: (row.region_id, row.election.slug), Can.VIEW_MEETINGS),
    Invitee: Kept(lambda row: (row.meeting.region_id, row.meeting.election.slug), Can.VIEW_MEETINGS),
    Item: Kept(lambda row: _of(row.election), Can.VIEW_LOGISTICS),
    NeedPlan: Kept(lambda row: _of(row.election), Can.VIEW_LOGISTICS),
    Receipt: Kept(lambda row: _of(row.election), Can.VIEW_LOGISTICS),
    Movement: Kept(lambda row: (row.origin.region_id, row.election.slug), Can.VIEW_LOGISTICS),
    **{
        model: Kept(lambda row: _of(row.lot.election), Can.VIEW_LOGISTICS)
        for model in (SortBatch, StockCount, StockMove)
    },
    Container: Kept(lambda row: (row.region_id, row.election.slug), Can.VIEW_LOGISTICS),
    **{
        model: Kept(lambda row: (row.container.region_id, row.container.election.slug), Can.VIEW_LOGISTICS)
        for model in (Seal, Packing, Custody)
    },
    Handover: Kept(lambda row: (row.receiver.region_id, row.election.slug), Can.VIEW_LOGISTICS),
    Confirmation: Kept(lambda row: (row.handover.receiver.region_id, row.handover.election.slug), Can.VIEW_LOGISTICS),
    Circular: Kept(lambda row: (row.meeting.region_id, row.meeting.election.slug), Can.RECORD_MEETING),
    CircularRecipient: Kept(
        lambda row: (row.circular.meeting.region_id, row.circular.meeting.election.slug), Can.RECORD_MEETING
    ),
    Trainee: Kept(lambda row: (row.meeting.region_id, row.meeting.election.slug), Can.RECORD_MEETING),
}


@dataclass
class AdminRows:
    """Rows of every page of the admin; `samples`: rows of each model in several places."""

    samples: dict[type[Model], list[Any]]
    grants: dict[Any, list[tuple[str, str | None]]]
    rows: dict[str, Row] = field(default_factory=dict)

    def build(self) -> dict[str, Row]:
        door = anywhere
        use = Can.USE_ADMIN
        self._put("admin:index", door(use), READ)
        self._put("admin:logout", door(use, 302), BOTH, only={"POST": {302}, "GET": {405}, "HEAD": {405}})
        for name in ("password_change", "password_change_done"):
            self._put(f"admin:{name}", door(use, 302), READ)
        self._put("admin:jsi18n", door(use), READ)
        # Without its parameters the search for related rows is refused.
        self._put("admin:autocomplete", door(use, 403), READ)
        self.rows["admin:login"] = Row(always(302), [Target(reverse("admin:login"))], READ, is_public=True)
        self.rows["admin/(?P<url>.*)$"] = Row(door(use, 404), [Target("/admin/tidak/ada/")])
        labels = sorted({model._meta.app_label for model in MODELS})
        self.rows["admin:app_list"] = Row(
            self._app_list, [Target(reverse("admin:app_list", args=[label]), note=label) for label in labels]
        )
        for model in admin.site._registry:
            self._model(model, MODELS[model])
        return self.rows

    def _put(self, name: str, judge: Judge, methods: tuple[str, ...], only: dict[str, set[int]] | None = None) -> None:
        def picked(who: str, target: Target, method: str) -> set[int]:
            found = judge(who, target, method)
            return found if found == {403} or not only else only[method]

        self.rows[name] = Row(picked, [Target(reverse(name))], methods)

    def _app_list(self, who: str, target: Target, method: str) -> set[int]:
        if not holds(who, Can.USE_ADMIN):
            return {403}
        views = [kept.view for model, kept in MODELS.items() if model._meta.app_label == target.note]
        return {200} if any(holds(who, can) for can in views) else {404}

    def _model(self, model: type[Model], kept: Kept) -> None:
        info = f"{model._meta.app_label}_{model._meta.model_name}"
        base = f"/admin/{info.replace('_', '/')}/"

        def listed(who: str, target: Target, method: str) -> set[int]:
            return {200} if holds(who, Can.USE_ADMIN) and holds(who, kept.view) else {403}

        def added(who: str, target: Target, method: str) -> set[int]:
            return {200} if holds(who, Can.USE_ADMIN) and kept.add and holds(who, kept.add) else {403}

        def about(who: str, target: Target, change: Can | None, get: set[int]) -> set[int]:
            if listed(who, target, "GET") == {403}:
                return {403}
            if not target.exists or not self._seen(who, kept.view, target):
                return {404}
            return get if change is None else ({200} if self._changeable(who, change, target) else {403})

        def changed(who: str, target: Target, method: str) -> set[int]:
            if method != "POST":
                return about(who, target, None, {200})
            return about(who, target, kept.change, {403})

        def told(who: str, target: Target, method: str) -> set[int]:
            return about(who, target, None, {200})

        def sent(who: str, target: Target, method: str) -> set[int]:
            if listed(who, target, method) == {403} or not holds(who, kept.files):
                return {403}
            return {422} if method == "POST" else {200}

        def deleted(who: str, target: Target, method: str) -> set[int]:
            return about(who, target, None, {403})

        self.rows[f"admin:{info}_changelist"] = Row(listed, [Target(base)], BOTH)
        self.rows[f"admin:{info}_export"] = Row(listed, [Target(f"{base}unduh/{form}/") for form in ("csv", "xlsx")])
        if kept.files:
            self.rows[f"admin:{info}_import"] = Row(sent, [Target(f"{base}impor/")], BOTH)
            self.rows[f"admin:{info}_template"] = Row(sent, [Target(f"{base}impor/templat/")])
        if model is WordTemplate:
            self.rows[f"admin:{info}_file"] = Row(told, self._targets(model, kept, base, "berkas/"))
            self.rows[f"admin:{info}_shipped"] = Row(listed, [Target(f"{base}bawaan/Und/")])
        self.rows[f"admin:{info}_add"] = Row(added, [Target(f"{base}add/")], BOTH)
        self.rows[f"admin:{info}_change"] = Row(changed, self._targets(model, kept, base, "change/"), BOTH)
        self.rows[f"admin:{info}_history"] = Row(told, self._targets(model, kept, base, "history/"))
        self.rows[f"admin:{info}_delete"] = Row(deleted, self._targets(model, kept, base, "delete/"))
        self.rows[f"{base[1:]}<path:object_id>/"] = Row(anywhere(Can.USE_ADMIN, 302), [Target(f"{base}1/")])

    def _targets(self, model: type[Model], kept: Kept, base: str, tail: str) -> list[Target]:
        found = [Target(f"{base}{row.pk}/{tail}", *kept.place(row), note=row) for row in self.samples[model]]
        return [*found, Target(f"{base}999999/{tail}", KABUPATEN, OWN, exists=False)]

    def _seen(self, who: str, can: Can, target: Target) -> bool:
        if isinstance(target.note, User):
            mine = self.grants[target.note.pk]
            everywhere = holds(who, can, "", None)
            return everywhere or any(holds(who, can, region, election) for region, election in mine)
        return holds(who, can, target.region, target.election)

    def _changeable(self, who: str, can: Can, target: Target) -> bool:
        if isinstance(target.note, User):
            return all(holds(who, can, region, election) for region, election in self.grants[target.note.pk])
        return holds(who, can, target.region, target.election)
