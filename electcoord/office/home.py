"""Beranda: the day of one election, what waits and what is late for this account, then the panels of the apps."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common import panels
from electcoord.common.ages import age_words
from electcoord.common.names import region_name
from electcoord.elections import calendar
from electcoord.elections.models import Election
from electcoord.office.selectors import current_election, elections_for
from electcoord.regions.models import TPS_DIGITS, Region, titled


def home_page(request: HttpRequest) -> dict[str, Any]:
    """Context of Beranda; the number of queries depends on the apps and the duties, not on regions or TPS."""
    election = current_election(request)
    waiting = tasks(request, election)
    first = waiting[0] if waiting else None
    built = [] if election is None else [(p.template, p.build(request, election)) for p in panels.panels]
    return {
        "election": election,
        "day": election and day(election),
        "elections": switch(request, election),
        "posts": posts(request, election),
        "first": first,
        "late": [task for task in waiting[1:] if task["task"].late],
        "waiting": [task for task in waiting[1:] if not task["task"].late],
        "parts": [{"template": template, "data": data} for template, data in built if data is not None],
        "has_role": bool(access.grants_of(request.user)),
        "profile_url": reverse("office:profile", args=[election.slug])
        if election and access.may_somewhere(request.user, Can.VIEW_PROFILE, election)
        else "",
    }


def tasks(request: HttpRequest, election: Election | None) -> list[dict[str, Any]]:
    """What waits: deeds before what is only to be read, the late first in each, then in the order of the duties."""
    found = [task for duty in panels.duties for task in duty.build(request, election)]
    found.sort(key=lambda task: (task.is_reading, not task.late))
    return [{"task": task, "age": age_words(task.since) if task.since else ""} for task in found]


def day(election: Election) -> dict[str, Any]:
    """How far the vote is, and the stages with their limits."""
    days = calendar.days_after(election)
    steps = calendar.stages(election)
    return {
        "mark": None if days is None else calendar.mark(days),
        "words": "" if days is None else calendar.day_words(days),
        "steps": steps,
        "open": [step for step in steps if step.state == "open"],
        "next": calendar.next_deadline(election),
    }


def switch(request: HttpRequest, chosen: Election | None) -> list[dict[str, Any]]:
    """All elections of the account side by side where there are several; each with what its apps tell at a glance."""
    found = elections_for(request)
    if len(found) < 2:
        return []
    told = [glance.build(request, found) for glance in panels.glances]
    return [
        {"election": election, "url": f"{reverse('office:home')}?pemilu={election.slug}",
         "is_chosen": election == chosen, "mark": None if days is None else calendar.mark(days),
         "parts": [part[election.pk] for part in told if election.pk in part]}
        for election in found
        for days in [calendar.days_after(election)]
    ]  # fmt: skip


def posts(request: HttpRequest, election: Election | None) -> list[str]:
    """`Ketua PPK, Kecamatan Talang Indah`: as whom and where the account is here; one query."""
    grants = [
        grant
        for grant in access.grants_of(request.user)
        if election is None or grant.election_id in (None, election.pk)
    ]
    codes = {grant.region[:10] for grant in grants if grant.region}
    names = {
        region.code: titled(region.kind, region_name(region.name))
        for region in (Region.objects.filter(code__in=codes) if codes else ())
    }

    def place(code: str) -> str:
        station = f"TPS {code[10:]}" if len(code) == TPS_DIGITS else ""
        return ", ".join(part for part in (station, names.get(code[:10], code)) if part)

    return list(
        dict.fromkeys(", ".join(part for part in (g.get_role_display(), place(g.region)) if part) for g in grants)
    )
