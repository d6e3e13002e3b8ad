"""The TPS page: every contest's paper, both entries for those who may see them, findings, versions and story."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.elections.models import Contest, Election, Tps
from electcoord.ledger.models import Entry
from electcoord.office.selectors import deeds, election_or_404, people
from electcoord.papers.selectors import photos_at
from recap import states
from recap.ballot import Ballot, ballots_of
from recap.models import Correction, Finding, Sheet, SheetVersion, Task, VersionKind
from recap.reading import reading_of
from recap.rules import words
from recap.selectors import papers, places, queue
from recap.selectors.blind import BETWEEN, Blind
from recap.selectors.chooser import chooser
from recap.selectors.places import Names
from recap.states import SheetState

STORY = 50


@dataclass(frozen=True)
class TpsPlace:
    """A TPS of an election as this account may see it, among the TPS of its desa."""

    election: Election
    tps: Tps
    neighbours: list[Tps]
    names: Names
    blind: Blind


def tps_or_404(request: HttpRequest, slug: str, code: str) -> TpsPlace:
    """404 outside the account's regions or for a TPS that this election does not have; 403 without the right."""
    election = election_or_404(request, slug)
    access.check(request.user, Can.VIEW_RECAP, region=code, election=election)
    neighbours = list(Tps.objects.filter(election=election, desa=code[:10]).order_by("code"))
    tps = next((tps for tps in neighbours if tps.code == code), None)
    if tps is None:
        raise Http404
    names = Names.of(election, places.prefixes(code), children_of=places.siblings(code))
    return TpsPlace(election, tps, neighbours, names, Blind.of(request.user, election))


def sheet_or_404(place: TpsPlace, key: str) -> Sheet:
    """The sheet of one contest at this TPS."""
    sheet = Sheet.objects.filter(tps=place.tps, contest__key=key).select_related("contest").first()
    if sheet is None:
        raise Http404
    return sheet


def tps_page(request: HttpRequest, place: TpsPlace) -> dict[str, Any]:
    """Context of the TPS page; the number of queries does not depend on contests, versions or choices."""
    user, election, tps = request.user, place.election, place.tps
    sheets = list(
        Sheet.objects.filter(tps=tps)
        .select_related("contest", "check_row")
        .prefetch_related("versions", "contest__areas")
        .order_by("contest__order")
    )
    ballots = ballots_of(sheet.contest for sheet in sheets)
    findings: dict[int, list[Finding]] = {}
    for finding in Finding.objects.filter(sheet__in=sheets):
        findings.setdefault(finding.sheet_id, []).append(finding)
    subjects = [sheet.subject for sheet in sheets]
    subjects += [c.subject for c in Correction.objects.filter(sheet__in=sheets).only("uuid")]
    entries = list(Entry.objects.filter(subject__in=subjects).order_by("-pk")[: STORY + 1])
    actors = {version.entered_by for sheet in sheets for version in sheet.versions.all()}
    names = people(actors | {entry.actor for entry in entries})
    may_compare = access.may(user, Can.VIEW_READINGS, region=tps.code, election=election)
    rights = Rights.of(user, place)
    photos = photos_at(tps)
    any_hidden = any(place.blind.sheet(sheet.state, sheet.tps_code) for sheet in sheets)
    parts = []
    for sheet in sheets:
        sheet.election = election
        part = _part(
            sheet, ballots.get(sheet.contest_id, Ballot((), ())), hidden=place.blind.sheet(sheet.state, sheet.tps_code),
            any_hidden=any_hidden, may_compare=may_compare, rights=rights, findings=findings.get(sheet.pk, []),
            names=names,
        )  # fmt: skip
        parts.append(part | {"photos": photos.get(sheet.contest_id, [])})
    return {
        "election": election,
        "tps": tps,
        "title": f"TPS {tps.number:03d}",
        "desa": place.names.full(tps.desa_id),
        "crumbs": places.crumbs(user, election, sheets[0].contest, tps.code, place.names) if sheets else [],
        "chooser": sheets and _chooser(place, request, [sheet.contest for sheet in sheets]),
        "parts": parts,
        "step": _next_step(parts),
        "story": _story(entries[:STORY], names, {part["contest"].key: part["contest"].title for part in parts}),
        "story_is_longer": len(entries) > STORY,
        "neighbours": _neighbours(place),
        "may_read_ledger": access.may(user, Can.VIEW_LEDGER, region=tps.code, election=election),
    }


def _chooser(place: TpsPlace, request: HttpRequest, contests: list[Contest]) -> dict[str, Any]:
    stations = [(tps.code, tps.number) for tps in place.neighbours]
    here = next((contest for contest in contests if contest.key == request.GET.get("kontes")), contests[0])
    return chooser(request.user, place.election, contests, here, place.tps.code, place.names, stations)


@dataclass(frozen=True)
class Rights:
    """What this person may do at this TPS."""

    user: Any
    tasks: frozenset[Task]
    may_propose: bool
    may_add_papers: bool

    @classmethod
    def of(cls, user: Any, place: TpsPlace) -> "Rights":
        def may(can: Can) -> bool:
            return access.may(user, can, region=place.tps.code, election=place.election)

        tasks = frozenset(task for task, can in queue.VERBS.items() if may(can))
        return cls(user, tasks, may(Can.PROPOSE_CORRECTION), may(Can.ADD_PAPER))


def _links(sheet: Sheet, versions: list[SheetVersion], rights: Rights, *, hidden: bool) -> dict[str, Any]:
    """Doors from a paper: the work that waits here for this person, its photos, a correction, its story."""
    place = [sheet.election.slug, sheet.tps_code, sheet.contest.key]
    task = queue.task_at(sheet, versions, rights.user, rights.tasks)
    work = None
    if task in (Task.MASUK, Task.KEDUA):
        work = {"label": _("%(tugas)s lembar ini") % {"tugas": task.label}, "url": reverse("recap:entry", args=place)}
    elif task == Task.BEDA:
        work = {"label": _("Putuskan beda entri"), "url": reverse("recap:settle", args=place)}
    correctable = rights.may_propose and not hidden and sheet.state in states.CORRECTABLE
    return {
        "work": work,
        "photos_url": reverse("recap:papers", args=place),
        "correct_url": reverse("recap:correct", args=place) if correctable else "",
        "story_url": reverse("recap:story", args=place) if versions else "",
    }


def _part(
    sheet: Sheet,
    ballot: Ballot,
    *,
    hidden: bool,
    any_hidden: bool,
    may_compare: bool,
    rights: Rights,
    findings: list[Finding],
    names: dict[str, str],
) -> dict[str, Any]:
    versions = sorted(sheet.versions.all(), key=lambda version: version.number)
    by_kind = {version.kind: version for version in versions}
    first, second = by_kind.get(VersionKind.ENTRI_SATU), by_kind.get(VersionKind.ENTRI_DUA)
    current = next((version for version in versions if version.pk == sheet.current_id), None)
    diff = papers.difference(first, second, ballot) if may_compare and not hidden and first and second else None
    was = papers.earlier(versions, current, lambda version: reading_of(version).cells(ballot))
    differing = {line["field"] for line in diff or ()}
    open_rules = sorted(sheet.check_row.incomplete) if hasattr(sheet, "check_row") else []
    return {
        "sheet": sheet,
        "contest": sheet.contest,
        "key": sheet.contest.key,
        "anchor": f"#{sheet.contest.key}",
        "subject": sheet.subject,
        "hidden": hidden,
        "current": current,
        "shown": None if hidden else current,
        "paper": None if hidden or current is None else papers.paper(current, ballot, differing, was),
        "diff": diff,
        "is_decided": VersionKind.KEPUTUSAN in by_kind,
        "findings": [
            finding_line(finding, hidden=hidden or (any_hidden and finding.rule in BETWEEN)) for finding in findings
        ],
        "incomplete": [{"rule": rule, "title": words.title(rule)} for rule in open_rules],
        "versions": [
            {"version": v, "who": names.get(v.entered_by, "–"), "is_current": v.pk == sheet.current_id}
            for v in versions
        ],
        **_links(sheet, versions, rights, hidden=hidden),
        "can_release": sheet.state == SheetState.KARANTINA and Task.KARANTINA in rights.tasks,
    }  # fmt: skip


def finding_line(finding: Finding, *, hidden: bool) -> dict[str, Any]:
    """One finding as `components/_findings.html` shows it; hidden: the sheet's figures are (law 7)."""
    names, numbers = words.spoken(finding.equation)
    return {
        "severity": finding.severity,
        "rule": finding.rule,
        "title": words.title(finding.rule),
        "part": words.part_label(finding.rule, finding.part),
        # The bound of R28 is a figure of the sheet too.
        "names": "" if hidden else names,
        "equation": "" if hidden else numbers,
        "status": _("Angka disembunyikan sampai entri kedua") if hidden else "",
    }


def _next_step(parts: list[dict[str, Any]]) -> dict[str, str] | None:
    """The one thing that waits for this person at this TPS."""
    for part in parts:
        contest = {"kontes": part["contest"].title}
        if part["can_release"]:
            return {"title": _("Langkah berikut: putuskan karantina %(kontes)s") % contest, "action": _("Lihat lembar"),
                    "text": _("Angkanya melebihi surat suara yang ada; lembar tetap dihitung seperti terbaca."),
                    "url": part["anchor"]}  # fmt: skip
    for part in parts:
        contest = {"kontes": part["contest"].title}
        if part["sheet"].state == SheetState.BEDA_ENTRI and part["diff"]:
            return {"title": _("Langkah berikut: bandingkan dua entri %(kontes)s") % contest, "action": _("Bandingkan"),
                    "text": _("%(n)s isian berbeda; lihat kembali kertasnya.") % {"n": len(part["diff"])},
                    "url": part["anchor"]}  # fmt: skip
    return None


def _story(entries: list[Entry], names: dict[str, str], contests: dict[str, str]) -> list[dict[str, Any]]:
    items = deeds(entries, names=names, contests=contests, desa={})
    for item in items:
        item["state"] = states.word(item["payload"].get("status", SheetState.BELUM_MASUK))
    return items


def _neighbours(place: TpsPlace) -> dict[str, Any]:
    """The TPS before and after in the same desa, for paging through a desa."""
    codes = [tps.code for tps in place.neighbours]
    at = codes.index(place.tps.code)
    return {
        "previous": places.tps_url(place.election, codes[at - 1]) if at else None,
        "next": places.tps_url(place.election, codes[at + 1]) if at + 1 < len(codes) else None,
        "position": at + 1,
        "count": len(codes),
    }


def release_url(place: TpsPlace, key: str) -> str:
    return reverse("recap:release", args=[place.election.slug, place.tps.code, key])
