"""The way in: elections of the account, and one election's contests with their progress."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.ages import age_words
from electcoord.common.names import region_name
from electcoord.elections.models import Contest, Election
from electcoord.office.selectors import elections_for
from recap.models import Finding, Level, Mark, Series, Severity, Sheet, Total
from recap.selectors import places, queue
from recap.selectors.blind import Blind
from recap.selectors.duties import duties
from recap.selectors.places import Names
from recap.selectors.tables import Cell, Column, coverage, work_badges
from recap.states import SheetState


def rooms(request: HttpRequest) -> list[Election]:
    """Elections in which the account may see the recapitulation."""
    return [e for e in elections_for(request) if places.entrances(request.user, e)]


def rooms_page(request: HttpRequest) -> list[dict[str, Any]]:
    """Each of those elections with how far its papers are, in one query for all."""
    found = rooms(request)
    told = glance(request, found)
    return [{"election": election, "url": reverse("recap:election", args=[election.slug]), **told[election.pk]}
            for election in found]  # fmt: skip


def glance(request: HttpRequest, elections: Sequence[Election]) -> dict[int, dict[str, Any]]:
    """Coverage and what asks for work, per election in which the account sees the recapitulation; one query."""
    found = [e for e in elections if places.entrances(request.user, e)]
    query = Q(pk__in=[])
    for election in found:
        codes = access.scope(request.user, Can.VIEW_RECAP, election)
        query |= Q(election=election) & access.region_q(codes, "tps_code")
    counts: dict[int, dict[str, int]] = {election.pk: {} for election in found}
    for pk, state, count in (
        Sheet.objects.filter(query).order_by().values_list("election", "state").annotate(Count("pk"))
    ):
        counts[pk][state] = count
    return {
        election.pk: {
            "coverage": arrived(counts[election.pk]),
            "flags": work_badges(counts[election.pk], f"{reverse('recap:work', args=[election.slug])}?"),
        }
        for election in found
    }


def situation(request: HttpRequest, election: Election, contests: list[Contest] | None = None) -> dict[str, Any]:
    """How far the papers are, per contest, and where eyes are needed; each number leads to the work behind it."""
    entrances = places.entrances(request.user, election)
    names = Names.of(election, entrances)
    counts = state_counts(request, election)
    sums: dict[str, int] = {}
    for found in counts.values():
        for state, count in found.items():
            sums[state] = sums.get(state, 0) + count
    return {
        "contests": [
            _contest(election, contest, entrances, names, counts[contest.pk])
            for contest in contests or places.contests_of(election)
            if contest.pk in counts
        ],
        "entrances": [names.full(code) for code in entrances],
        "coverage": arrived(sums),
        "flags": _flags(request, election, sums),
        "behind": behind(request, election, entrances) if arrived(sums)["count"] else [],
        "url": reverse("recap:election", args=[election.slug]),
        "work_url": reverse("recap:work", args=[election.slug]),
        "progress_url": reverse("recap:progress", args=[election.slug]),
    }


def election_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    """The situation with the first thing that waits, the doors, and sums over dapil."""
    entrances, contests = places.entrances(request.user, election), places.contests_of(election)
    waiting = sorted(duties(request, election), key=lambda task: (task.is_reading, not task.late))
    return {
        "election": election,
        "crumbs": [
            {"label": _("Rekapitulasi"), "url": reverse("recap:elections")},
            {"label": election.name, "url": None},
        ],
        "panel": (panel := situation(request, election, contests)),
        "entrances": panel["entrances"],
        "step": {"task": waiting[0], "age": age_words(waiting[0].since) if waiting[0].since else ""}
        if waiting
        else None,
        "work_url": panel["work_url"],
        "desk_url": reverse("recap:desk", args=[election.slug]) if queue.tasks_of(request.user, election) else "",
        "findings_url": reverse("recap:findings", args=[election.slug]),
        "import_url": reverse("recap:import", args=[election.slug]),
        # Whoever may still enter sheets gets no sum over dapil: it could give a hidden one away (law 7).
        "families": families(election, contests)
        if election.kabupaten_id in entrances and not Blind.of(request.user, election).codes
        else [],
        "can_import": access.may_somewhere(request.user, Can.IMPORT_SHEETS, election),
        "is_stale": is_stale(election),
    }


def arrived(counts: dict[str, int]) -> dict[str, Any]:
    """How many of these sheets have come in."""
    total = sum(counts.values())
    return coverage(total - counts.get(SheetState.BELUM_MASUK, 0), total)


def behind(request: HttpRequest, election: Election, entrances: list[str]) -> list[dict[str, Any]]:
    """Where the most papers are still missing: kecamatan of a kabupaten, desa of a kecamatan; at most five."""
    if len(entrances) != 1 or (digits := places.CHILD_DIGITS.get(len(entrances[0]), 13)) == 13:
        return []
    column = {6: "kecamatan_code", 10: "desa_code"}[digits]
    rows = Sheet.objects.filter(election=election, tps_code__startswith=entrances[0]).order_by().values_list(column)
    found = rows.annotate(n=Count("pk"), missing=Count("pk", filter=Q(state=SheetState.BELUM_MASUK)))
    late = sorted((row for row in found if row[2]), key=lambda row: (-row[2] / row[1], row[0]))[:5]
    names = Names.of(election, [code for code, _, _ in late])
    work = reverse("recap:work", args=[election.slug])
    return [
        {"name": names.get(code), "coverage": coverage(n - missing, n),
         "url": f"{work}?wilayah={code}&status={SheetState.BELUM_MASUK}"}
        for code, n, missing in late
    ]  # fmt: skip


def state_counts(request: HttpRequest, election: Election) -> dict[int, dict[str, int]]:
    """{contest: {state: sheets}} in the person's regions."""
    codes = access.scope(request.user, Can.VIEW_RECAP, election)
    rows = Sheet.objects.filter(access.region_q(codes, "tps_code"), election=election).order_by()
    found: dict[int, dict[str, int]] = {}
    for contest, state, count in rows.values_list("contest", "state").annotate(Count("pk")):
        found.setdefault(contest, {})[state] = count
    return found


def _contest(
    election: Election, contest: Contest, entrances: list[str], names: Names, counts: dict[str, int]
) -> dict[str, Any]:
    work = f"{reverse('recap:work', args=[election.slug])}?kontes={contest.key}"
    return {
        "contest": contest,
        "links": [
            {"label": names.full(code), "url": places.region_url(election, contest, code)}
            for code in entrances
            if len(code) < 13 and places.in_area(contest, code)
        ],
        "coverage": arrived(counts),
        "flags": work_badges(counts, work),
    }


def is_stale(election: Election) -> bool:
    """Whether some deed of the election is newer than the totals."""
    totals = Total.objects.filter(contest__election=election, series=Series.REPORTED, level=Level.KECAMATAN)
    rows = totals.values_list("contest", "region_code", "position")
    held = {(contest, code): position for contest, code, position in rows}
    marks = Mark.objects.filter(contest__election=election).values_list("contest", "kecamatan_code", "position")
    return any(held.get((contest, code), -1) < position for contest, code, position in marks)


def _flags(request: HttpRequest, election: Election, sums: dict[str, int]) -> list[dict[str, Any]]:
    """What asks for eyes: states and findings, each with the list behind it; what is nought is left out."""
    work, board = (reverse(f"recap:{name}", args=[election.slug]) for name in ("work", "findings"))
    found, flags = finding_counts(request, election), []
    for state, label, icon in (
        (SheetState.BEDA_ENTRI, _("beda entri"), "beda"), (SheetState.KARANTINA, _("karantina"), "karantina")
    ):  # fmt: skip
        flags.append({"label": label, "count": sums.get(state), "tone": "periksa", "icon": icon,
                      "term": state.replace("_", "-"), "url": f"{work}?status={state}"})  # fmt: skip
    for severity, tone in (("HARD", "galat"), ("LOGIC", "periksa"), ("WARN", "belum")):
        label = _("temuan %(level)s") % {"level": Severity(severity).label}
        flags.append({"label": label, "count": found.get(severity), "tone": tone, "icon": "temuan", "term": "temuan",
                      "url": f"{board}?tingkat={severity}"})  # fmt: skip
    shown = [flag for flag in flags if flag["count"]]
    # A word is explained at its first place.
    for at, flag in enumerate(shown):
        if any(flag["term"] == before["term"] for before in shown[:at]):
            flag["term"] = ""
    return shown


def finding_counts(request: HttpRequest, election: Election) -> dict[str, int]:
    """Sheets with open findings, by severity."""
    codes = access.scope(request.user, Can.VIEW_RECAP, election)
    rows = Finding.objects.filter(access.region_q(codes, "tps_code"), election=election).order_by()
    return dict(rows.values_list("severity").annotate(Count("sheet", distinct=True)))


def families(election: Election, contests: list[Contest]) -> list[dict[str, Any]]:
    """Contests that share a kind over several dapil (DPRD Kab): votes per party over the whole kabupaten (R26)."""
    kinds: dict[str, list[Contest]] = {}
    for contest in contests:
        kinds.setdefault(contest.kind, []).append(contest)
    found = []
    for members in kinds.values():
        if len(members) > 1 and members[0].is_party_list:
            found.append(_family(election, members))
    return found


def _family(election: Election, members: list[Contest]) -> dict[str, Any]:
    totals = {
        total.contest_id: total
        for total in Total.objects.filter(contest__in=members, series=Series.REPORTED, level=Level.KABUPATEN)
    }
    numbers: dict[int, list[tuple[int, str]]] = {}
    rows = (
        members[0]
        .choices.model.objects.filter(contest__in=members, number__isnull=True)
        .select_related("party")
        .order_by("contest", "position")
    )
    for choice in rows:
        numbers.setdefault(choice.contest_id, []).append((choice.party.number, choice.party.name))
    parties: dict[tuple[int, str], dict[int, int | None]] = {}
    for contest in members:
        total = totals.get(contest.pk)
        for index, party in enumerate(numbers.get(contest.pk, [])):
            parties.setdefault(party, {})[contest.pk] = total.parties[index] if total else None
    whole = election.kabupaten_id
    return {
        "kind": members[0].get_kind_display(),
        "coverage": coverage(sum(t.tps_in for t in totals.values()), sum(t.tps_total for t in totals.values())),
        "columns": [
            Column("", None, _("Jumlah")),
            *(
                Column(c.key, None, region_name(c.name), places.region_url(election, c, whole), title=c.title)
                for c in members
            ),
        ],
        "rows": [
            {"no": number, "label": name,
             "cells": [Cell(_sum(found.values()), kind="sum"), *(Cell(found.get(c.pk)) for c in members)]}
            for (number, name), found in sorted(parties.items())
        ],
    }  # fmt: skip


def _sum(values: Any) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
