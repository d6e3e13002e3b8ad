"""The URLs of the access matrix: one row for every route, and what GRANTS say of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.contrib import admin
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from electcoord.accounts.access import Can
from electcoord.accounts.models import Grant, User
from electcoord.directory.models import Institution, Office, Person, Term
from electcoord.elections.models import Choice, Contest, Election, Party, ProfileVersion, Tps
from electcoord.papers.models import Photo
from electcoord.regions.models import Region, RegionName
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
        "accounts:login": Row(
            lambda who, target, method: {200} if who is None else {302}, one("accounts:login"), BOTH, is_public=True
        ),
        "accounts:logout": Row(always(302), one("accounts:logout"), ("POST",), is_public=True),
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
    Tps: Kept(lambda row: (row.code, row.election.slug), files=Can.MANAGE_ELECTION),
    # A region belongs to no election; it is seen through the one of its kabupaten.
    Region: Kept(lambda row: _at(row.code)),
    RegionName: Kept(lambda row: _at(row.region_id), add=Can.MANAGE_ELECTION, files=Can.MANAGE_ELECTION),
    Institution: _directory(lambda row: row.region_id),
    Office: _directory(lambda row: row.institution.region_id),
    # A person is seen where an office is held.
    Person: _directory(lambda row: row.terms.get().office.institution.region_id),
    Term: _directory(lambda row: row.office.institution.region_id),
    Photo: Kept(lambda row: (row.placements.latest("number").tps_code, row.election.slug), Can.VIEW_RECAP),
    Sheet: Kept(lambda row: (row.tps_code, row.election.slug), Can.VIEW_RECAP),
    SheetVersion: Kept(lambda row: (row.sheet.tps_code, row.sheet.election.slug), Can.VIEW_RECAP),
    Correction: Kept(lambda row: (row.sheet.tps_code, row.sheet.election.slug), Can.VIEW_RECAP),
    Finding: Kept(lambda row: (row.tps_code, row.election.slug), Can.VIEW_RECAP),
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
