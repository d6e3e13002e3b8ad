"""The access matrix: every route × person × place × method against what GRANTS say; and the doors are default deny."""

import logging
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, islice
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from electcoord.accounts.access import Can
from electcoord.accounts.models import Grant, Role, User
from electcoord.common.language import NAMES, script_words
from electcoord.directory import actions as directory
from electcoord.directory.models import Booking, Institution, Office, Person, Term, Unit, Vehicle, Venue
from electcoord.elections.actions import load_phases
from electcoord.elections.models import Choice, Contest, Election, Party, Phase, ProfileVersion, Tps
from electcoord.ledger.recording import SYSTEM
from electcoord.outbox.models import Message, PersonalLink
from electcoord.papers import storage, word_templates
from electcoord.papers.models import Classification, DocumentKind, Number, Photo, WordTemplate
from electcoord.papers.numbers import take_number
from electcoord.regions.models import Region, RegionName
from electcoord.situation import follow_ups
from electcoord.situation.models import FollowUp, Incident
from logistics import actions as stores
from logistics.models import Item, NeedPlan
from meetings import actions as rooms
from meetings.models import Circular, CircularRecipient, Invitee, Meeting, Trainee
from recap.actions import enter_reading, propose_correction
from recap.actions.corrections import Proposal
from recap.actions.imports import keep_upload
from recap.models import Correction, CorrectionReason, Finding, Sheet, SheetVersion, VersionKind
from recap.reading import Reading
from tests.cast import TPS_1, TPS_2, Cast
from tests.logistics.matrix import (
    box_rows,
    box_samples,
    movement_rows,
    pack_rows,
    ready_rows,
    ready_samples,
    scan_rows,
    stock_rows,
    stock_samples,
)
from tests.meetings.hall import at
from tests.photos import lay, lay_on
from tests.project.people import ALIKE, EVERYBODY, OWN, holds, invite, relation
from tests.project.routes import (
    MODELS,
    TPS_HILIR,
    TPS_OTHER,
    AdminRows,
    Row,
    Target,
    app_rows,
    meeting_rows,
    need_rows,
    situation_rows,
    walk,
)
from tests.situation.matrix import incident_rows, incident_samples
from tests.standing import laid

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
OF_ALL_METHODS = (None, "staf", "ketua-hulu", "pengelola")
# PostgreSQL sees one request in so many; SQLite sees all.
SAMPLE = 9
# Of those who stand before a shut door or knock in a way that no view takes, one in so many is asked at each route.
DOORS = 16
# Into so many tests the people are dealt.
GROUPS = 8
# A form's token differs on every page.
_TOKEN = re.compile(rb'value="[A-Za-z0-9]{64}"')


@dataclass(frozen=True)
class Ask:
    """One request of the matrix: who asks where, how the place lies to them, and what is due."""

    who: str | None
    name: str
    url: str
    method: str
    place: tuple[Any, ...]
    due: frozenset[int]

    @property
    def is_refused_unread(self) -> bool:
        """No view takes the method, or the admin's door, which comes before any row, is shut to them."""
        return self.due == {405} or (self.name.startswith("admin") and not holds(self.who, Can.USE_ADMIN))

    @property
    def rank(self) -> int:
        return zlib.crc32(f"{self.who} {self.url} {self.method}".encode())


class Plan(tuple[Ask, ...]):
    """Never changed, so every test may have the same."""

    def __deepcopy__(self, memo: object) -> "Plan":
        return self


@dataclass
class World:
    cast: Cast
    rows: dict[str, Row]
    plan: Plan


@laid
def world(cast: Cast) -> World:
    """The cast and everybody else, an entry in each regency, a waiting file per importer, and the matrix' rows."""
    invite(cast)
    cast.enter("operator")
    cast.enter("sekretariat-hilir", code=TPS_HILIR)
    elsewhere = Sheet.objects.get(election=cast.other, tps_code=TPS_OTHER, contest__key="ppwp")
    enter_reading(elsewhere, Reading((1, 2), None, {"suara_sah": 3}), key=uuid4(), actor=cast.actor("tetangga"))
    sheets = [cast.sheet(TPS_1), cast.sheet(TPS_HILIR), elsewhere]
    now = datetime.now(UTC)
    for sheet in sheets:
        Finding.objects.filter(sheet=sheet).delete()
        Finding.objects.create(
            sheet=sheet, election=sheet.election, tps_code=sheet.tps_code, rule="R05", part="IV", severity="HARD",
            equation="160 + 4 = 164", since=now,
        )  # fmt: skip
    uploads = {
        owner: str(
            keep_upload(
                owner=cast[owner], contest=cast.contest(), kind=VersionKind.ENTRI_SATU, name="x.csv", content=b"x\n"
            ).uuid
        )
        for owner in ("operator", "sekretariat-hulu")
    }
    photos = {TPS_1: lay(cast), TPS_HILIR: lay(cast, TPS_HILIR)}
    photos[TPS_OTHER] = lay_on(elsewhere.contest, elsewhere.tps, cast.actor("tetangga"))
    corrections = [(_proposed(cast), TPS_2, OWN)]
    samples = (
        _samples(cast, sheets)
        | _numbers(cast)
        | {WordTemplate: [_template(cast, code) for code in ("9901", "9902")]}
        | (owed := _directory(cast))
        | (situation := _situation(cast, owed[Institution]))
        | {Photo: list(photos.values()), Correction: list(Correction.objects.all())}
    )
    meetings = _meetings(cast, samples[Institution])
    invitees = list(Invitee.objects.select_related("meeting__election"))
    samples |= {Meeting: [m for m in meetings if not m.is_closed_pleno], Invitee: invitees}
    samples |= _trained(cast, samples[Institution])
    rows = app_rows(uploads, photos, corrections) | situation_rows(*situation.values())
    samples |= _needs(cast) | stock_samples(cast)
    rows |= meeting_rows(meetings, invitees) | need_rows() | stock_rows()
    samples |= box_samples(cast)
    # Each of these looks at what is there before it: a box that is carried back must not be what the others count on.
    rows |= box_rows() | pack_rows() | movement_rows() | scan_rows()
    ready_samples(cast)
    rows |= ready_rows()
    found = incident_samples(cast)
    samples[Incident] = [row for row in found if row.kind == "lainnya"]
    rows |= incident_rows(found)
    rows |= AdminRows(samples, _grants()).build()
    return World(cast, rows, _plan(rows))


def _meetings(cast: Cast, institutions: list[Institution]) -> list[Meeting]:
    """A meeting in each of three places with somebody invited, and a closed pleno beside the first."""
    found = []
    for institution, election in zip(institutions, (cast.election, cast.election, cast.other), strict=True):
        for kind in ("rakor", *(["pleno_tertutup"] if not found else [])):
            made = rooms.plan_meeting(
                election=election, region=institution.region, kind=kind, organiser=institution, title=f"Rapat {kind}",
                place="Aula", starts=at(5), ends=at(5, 12), actor=cast.actor("staf"),
            )  # fmt: skip
            if kind == "rakor":
                rooms.invite_many(made, institutions=[institution], actor=cast.actor("staf"))
            found.append(made)
    return found


def _needs(cast: Cast) -> dict[type, list[Any]]:
    """The catalogue and a plan of both elections."""
    both = (cast.election, cast.other)
    for election in both:
        stores.load_catalogue(election, SYSTEM)
        stores.freeze_plan(election, purpose="Pengadaan", actor=SYSTEM)
    return {Item: [election.items.get(code="segel") for election in both], NeedPlan: list(NeedPlan.objects.all())}


def _trained(cast: Cast, institutions: list[Institution]) -> dict[type, list[Any]]:
    """A bimtek in each of three places, with somebody trained and a circular to its institution."""
    actor = cast.actor("staf")
    for institution, election in zip(institutions, (cast.election, cast.election, cast.other), strict=True):
        made = rooms.plan_meeting(
            election=election, region=institution.region, kind="bimtek", organiser=institution, title="Bimtek",
            place="Aula", starts=at(5), ends=at(5, 12), actor=actor,
        )  # fmt: skip
        rooms.invite_many(made, institutions=[institution], actor=actor)
        rooms.invite_meeting(made, actor=actor)
        session = rooms.open_day(made.sessions.get(), actor=actor)
        code = Tps.objects.filter(election=election, code__startswith=institution.region_id).first().code
        rooms.record_training(made, {code: {1: "Nama"}}, actor=actor)
        told = rooms.add_decision(session, text="Sepakat", kind="kesepakatan", actor=actor)
        circular = rooms.draft_circular(made, [told], kind="edaran", about="Hal", actor=actor)
        rooms.address_circular(circular, institutions=[institution], actor=actor)
    return {model: list(model.objects.order_by("pk")) for model in (Circular, CircularRecipient, Trainee)}


def _proposed(cast: Cast) -> UUID:
    """A correction that waits, on a settled sheet."""
    cast.enter("operator", code=TPS_2)
    cast.enter("staf", code=TPS_2)
    proposal = Proposal(
        VersionKind.SALAH_BACA, {"calon_2": 66}, CorrectionReason.ANGKA, "angka 6 terbaca 0", lay(cast, TPS_2)
    )
    actor = cast.actor("sekretariat-hulu")
    return propose_correction(cast.sheet(TPS_2), proposal, base=1, key=uuid4(), actor=actor).uuid


@pytest.fixture
def _undrawn(monkeypatch: Any, caplog: Any) -> None:
    """Pages are not drawn: who gets one is decided before, drawing costs ten times as much, and other tests look.

    Nor is each of ten thousand refusals written down with its traceback.
    """
    caplog.set_level(logging.CRITICAL, logger="django.request")
    # The texts of scripts come out of a template too and are kept for the life of the process: not the undrawn ones.
    for language in NAMES:
        script_words(language)
    monkeypatch.setattr("django.template.base.Template.render", lambda template, context: "")


def _samples(cast: Cast, sheets: list[Sheet]) -> dict[type, list[Any]]:
    both = [cast.election, cast.other]
    codes = [TPS_1, TPS_HILIR, TPS_OTHER]
    regions = ["99", "9901", "990101", "990102", "9902", "9902011001"]
    people = ["operator", "sekretariat-hulu", "pengelola", "tetangga", "asing", "sekretaris"]
    users = [cast[name] for name in people]
    return {
        User: users,
        Grant: [grant for user in users for grant in user.grants.select_related("election")],
        Election: both,
        ProfileVersion: [election.profile for election in both],
        Contest: [election.contests.first() for election in both],
        Party: [election.parties.first() for election in both],
        Choice: [Choice.objects.filter(contest__election=election).first() for election in both],
        Phase: [load_phases(election, SYSTEM)[0] for election in both],
        Tps: [Tps.objects.get(code=code) for code in codes],
        Region: list(Region.objects.filter(code__in=regions)),
        RegionName: list(RegionName.objects.filter(region__in=regions)),
        Sheet: sheets,
        SheetVersion: [sheet.versions.first() for sheet in sheets],
        Finding: [sheet.findings.first() for sheet in sheets],
    }


def _directory(cast: Cast) -> dict[type, list[Any]]:
    """An institution with an office that somebody holds, and what it lends, in three places."""
    kinds = (Institution, Office, Person, Term, Venue, Vehicle, Unit, Booking)
    actor, found = cast.actor("staf"), {kind: [] for kind in kinds}
    start = datetime(2028, 2, 1, 2, tzinfo=UTC)
    for code in ("9901", "990101", "9902"):
        region = Region.objects.get(pk=code)
        institution = directory.add_institution(kind="pemda", name=f"Kantor {code}", region=region, actor=actor)
        office = directory.add_office(institution, title="Kepala", actor=actor)
        person = directory.add_person(name=f"Kepala {code}", actor=actor)
        term = directory.start_term(office, person, started=date(2028, 1, 1), actor=actor)
        venue = directory.add_venue(name=f"Aula {code}", region=region, actor=actor)
        vehicle = directory.add_vehicle(institution, plate=f"BG {code} XX", name="Truk", actor=actor)
        unit = directory.add_unit(institution, name="Regu I", actor=actor)
        booking = directory.book(
            venue, starts=start, ends=start + timedelta(hours=2), title="Rakor", subject=f"uji:{code}", region=region,
            election=None, actor=actor,
        )  # fmt: skip
        for row in (institution, office, person, term, venue, vehicle, unit, booking):
            found[type(row)].append(row)
    return found


def _numbers(cast: Cast) -> dict[type, list[Any]]:
    """A number of three issuers, and two rows of each master."""
    taken = [
        take_number(kind="Und", issuer=code, classification="PL.01", about="Rapat koordinasi", subject="uji:1",
                    day=date(2028, 1, 1), election=None, actor=cast.actor("staf"))
        for code in ("9901", "990101", "9902")
    ]  # fmt: skip
    return {Number: taken, **{master: list(master.objects.all()[:2]) for master in (DocumentKind, Classification)}}


def _template(cast: Cast, code: str) -> WordTemplate:
    """A template of an office, without the look that its upload takes."""
    actor, content = cast.actor("staf"), b"PK templat"
    row = WordTemplate(
        kind=DocumentKind.objects.get(code="Und"), region_id=code, name="Undangan", size=len(content), placeholders=[],
        sha256=storage.keep_original(content), uploaded_by=actor.uuid, uploaded_at=datetime.now(UTC),
    )  # fmt: skip
    return word_templates._add(row, actor)


def _situation(cast: Cast, owners: list[Institution]) -> dict[type, list[Any]]:
    """A follow-up in each place of these institutions, with the letter and the link that come with it."""
    for institution in owners:
        is_other = institution.region_id.startswith("9902")
        follow_ups.open(
            instruction="Petakan sinyal.", institution=institution, due=date(2028, 12, 1), region=institution.region,
            election=cast.other if is_other else cast.election, actor=cast.actor("tetangga" if is_other else "staf"),
        )  # fmt: skip
    return {model: list(model.objects.order_by("pk")) for model in (FollowUp, Message, PersonalLink)}


def _grants() -> dict[int, list[tuple[str, str | None]]]:
    """Places of every account's roles."""
    found: dict[int, list[tuple[str, str | None]]] = {pk: [] for pk in User.objects.values_list("pk", flat=True)}
    for grant in Grant.objects.select_related("election"):
        found[grant.user_id].append((grant.region, grant.election and grant.election.slug))
    return found


def test_every_route_has_a_policy_and_a_row(world: World) -> None:
    routes = dict(walk())
    assert [name for name, pattern in routes.items() if not hasattr(pattern.callback, "policy")] == []
    assert sorted(set(routes) - set(world.rows)) == [], "tambahkan baris untuk rute ini di tests/project/routes.py"
    assert set(admin.site._registry) == set(MODELS)


def test_the_matrix_knows_every_role_and_relation(world: World) -> None:
    assert {held.role for held in EVERYBODY.values() if held} == set(Role) - ALIKE
    assert set(world.cast.people) == {name for name in EVERYBODY if name}
    regions = {(t.region, t.election) for t in world.rows["recap:region"].targets}
    assert {relation("ketua-hulu", *place) for place in regions} == {"own", "child", "parent", "sibling", "other"}
    assert {relation("sekretaris-jaya", *place) for place in regions} == {"own", "child", "other"}


@pytest.mark.parametrize("group", range(GROUPS))
@pytest.mark.usefixtures("_undrawn")
def test_the_matrix(world: World, group: int) -> None:
    """Several people share a test; it prints how many requests it made."""
    asks = [ask for ask in world.plan if list(EVERYBODY).index(ask.who) % GROUPS == group]
    print(f"{len(asks)} requests")
    assert list(_walk(world, asks)) == []


@pytest.mark.once
def test_the_plan_leaves_no_kind_of_question_out(world: World) -> None:
    """Every role gets every answer that it is due at a route, and every place is looked at from everywhere."""
    asked = {(ask.name, ask.method, _role(ask.who), ask.due) for ask in world.plan}
    places = {(ask.name, ask.method, ask.place, ask.due) for ask in world.plan}
    answers = {(ask.name, ask.method, ask.due) for ask in world.plan}
    everything = list(_all(world.rows))
    for ask in everything:
        assert (ask.name, ask.method, ask.due) in answers
        if not ask.is_refused_unread:
            assert (ask.name, ask.method, ask.place, ask.due) in places
            assert (ask.name, ask.method, _role(ask.who), ask.due) in asked
    print(f"{len(world.plan)} of {len(everything)} requests")


def _role(who: str | None) -> Any:
    """Whom GRANTS treat alike; nobody and who has no role stand for themselves."""
    held = EVERYBODY[who]
    return held.role if held else who


def _plan(rows: dict[str, Row]) -> "Plan":
    """What is asked: of questions with the same answer for the same reason one, always the same one.

    Of every role at every route and method one for each answer that it is due, and of every way in which a place can
    lie to somebody one for each answer. Who is refused before any row or view is looked at is dealt over the routes.
    """
    found: dict[tuple[Any, ...], Ask] = {}
    for ask in sorted(_all(rows), key=lambda ask: ask.rank):
        if ask.is_refused_unread:
            found.setdefault((ask.name, ask.method, ask.due), ask)
            if ask.who in OF_ALL_METHODS or ask.rank % DOORS == 0:
                found.setdefault((ask.name, ask.method, _role(ask.who), ask.due), ask)
            continue
        found.setdefault((ask.name, ask.method, ask.place, ask.due), ask)
        # What does not exist for a role does not in every place where it does not; what it may, it may by the place.
        place = None if ask.due == {404} else ask.place[0]
        found.setdefault((ask.name, ask.method, _role(ask.who), place, ask.due), ask)
    people = list(EVERYBODY)
    asks = [ask for ask in dict.fromkeys(found.values()) if connection.vendor == "sqlite" or ask.rank % SAMPLE == 0]
    return Plan(sorted(asks, key=lambda ask: (people.index(ask.who), ask.name, ask.url, ask.method)))


@pytest.mark.skipif(connection.vendor == "sqlite", reason="tests/recap/test_blindness.py draws every page there")
def test_every_page_is_drawn_on_the_second_engine(world: World) -> None:
    """Pages whose own tests run once still put their queries to PostgreSQL, as the first who may read them."""
    drawn, clients = 0, {who: _client(world.cast, who) for who in EVERYBODY}
    for name in sorted({name for name, _ in walk()} & set(world.rows)):
        row = world.rows[name]
        may = ((who, t) for who in ("staf", "pengelola", *EVERYBODY) for t in row.targets
               if row.expected(who, t, "GET") == {200})  # fmt: skip
        for who, target in islice(may, 1):
            response = clients[who].get(target.url)
            assert response.status_code == 200, f"{who} {target.url}"
            drawn += len(response.getvalue()) > 0
    assert drawn > 200


def _all(rows: dict[str, Row]) -> Iterator[Ask]:
    """Everybody at every route and kind of target."""
    for name in sorted({name for name, _ in walk()} & set(rows)):
        row = rows[name]
        for who in EVERYBODY:
            for number, target in enumerate(_targets(row, name, who)):
                # What no view takes is refused before anything is looked up, and HEAD is GET.
                for method in METHODS if number == 0 and who in OF_ALL_METHODS else ("GET", "POST"):
                    due = frozenset(row.expected(who, target, method))
                    yield Ask(who, name, target.url, method, _place(target, who), due)


def _place(target: Target, who: str | None) -> tuple[Any, ...]:
    """How the target lies to this person, whether it is there, and what is special about it."""
    place = relation(who, target.region, target.election) if target.region else target.election
    return place, target.exists, str(target.note)


def _walk(world: World, asks: list[Ask]) -> Iterator[str]:
    """What went otherwise than expected."""
    for who, theirs in groupby(asks, key=lambda ask: ask.who):
        client = _client(world.cast, who)
        for ask in theirs:
            if (status := _ask(client, ask.method, ask.url)) not in ask.due:
                yield f"{who} {ask.method} {ask.url} [{ask.name}]: {status}, seharusnya {sorted(ask.due)}"


def _client(cast: Cast, who: str | None) -> Client:
    client = Client()
    if who:
        client.force_login(cast[who])
    return client


def _targets(row: Row, name: str, who: str | None) -> list[Target]:
    """Where this person asks: of targets that lie and answer alike, the first.

    The admin's door comes before any row: who may not pass it is sent to the first and the missing one.
    """
    if name.startswith("admin") and not holds(who, Can.USE_ADMIN):
        return row.targets[:1] + row.targets[1:][-1:]
    return list({_likeness(row, target, who): target for target in reversed(row.targets)}.values())


def _likeness(row: Row, target: Target, who: str | None) -> tuple[Any, ...]:
    """Equal for targets of a route at which the same is expected of this person, for the same reason."""
    due = tuple(tuple(sorted(row.expected(who, target, method))) for method in ("GET", "POST"))
    return _place(target, who), due


def _ask(client: Client, method: str, url: str) -> int:
    """The status; what the request wrote, its session too, is undone."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        body = "tombol=1" if method == "POST" else ""
        status = client.generic(method, url, body, content_type="application/x-www-form-urlencoded").status_code
        transaction.set_rollback(True)
    client.cookies = cookies
    return status


def _bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("rahasia")


urlpatterns = [path("tanpa-kebijakan/", _bare, name="bare")]
handler403 = "electcoord.office.views.forbidden"


@pytest.mark.urls("tests.project.test_access")
@pytest.mark.parametrize("who", [None, "ketua", "pengelola"])
@pytest.mark.usefixtures("_undrawn")
def test_a_view_without_a_policy_is_refused_to_everybody(cast: Cast, who: str | None) -> None:
    assert _client(cast, who).get("/tanpa-kebijakan/").status_code == 403


def test_a_model_of_a_library_has_no_page_in_the_admin() -> None:
    from axes.models import AccessAttempt
    from django.contrib.auth.models import Group

    site = type(admin.site)()
    site.register(Group)
    site.register(AccessAttempt, admin.ModelAdmin)
    assert site._registry == {}


def test_the_other_regency_answers_as_what_does_not_exist(
    world: World, as_person: Callable[[str | None], Client]
) -> None:
    """D2: the whole answer, not only its status."""
    client = as_person("ketua-hulu")
    pairs = [
        ("/rekap/jaya/", "/rekap/tidak-ada/"),
        (f"/rekap/jaya/tps/{TPS_OTHER}/", f"/rekap/tidak-ada/tps/{TPS_OTHER}/"),
        (f"/rekap/talang/tps/{TPS_OTHER}/", "/rekap/talang/tps/9903011001001/"),
        (f"/rekap/talang/tps/{TPS_HILIR}/", "/rekap/talang/tps/9901093001001/"),
        ("/rekap/jaya/kontes/ppwp/9902/", "/rekap/tidak-ada/kontes/ppwp/9902/"),
        ("/buku/9902/1/", "/buku/9909/1/"),
    ]
    for foreign, missing in pairs:
        one, two = client.get(foreign), client.get(missing)
        assert one.status_code == two.status_code == 404, foreign
        # Its own address stands in the forms that lead back to it.
        bodies = [
            _TOKEN.sub(b"", page.content).replace(url.encode(), b"") for page, url in ((one, foreign), (two, missing))
        ]
        assert bodies[0] == bodies[1], foreign


@pytest.mark.parametrize("page", ["pekerjaan", "temuan"])
def test_a_foreign_region_in_a_filter_finds_nothing(
    world: World, as_person: Callable[[str | None], Client], page: str
) -> None:
    client = as_person("ketua-hulu")
    for region in (TPS_OTHER, "9902", TPS_HILIR, "990102"):
        response = client.get(f"/rekap/talang/{page}/", {"wilayah": region, "status": "entri_satu"})
        assert response.status_code == 200
        assert list(response.context["items"]) == []
    assert client.get("/buku/", {"wilayah": "9902"}).context["items"] == []
