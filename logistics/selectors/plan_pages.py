"""The pages of the catalogue and of the plans."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.download import FORMATS
from electcoord.common.names import region_name
from electcoord.elections.models import ContestKind, Election
from electcoord.elections.places import Names
from electcoord.ledger.models import Entry
from electcoord.office.selectors import election_or_404, people
from logistics.ledger_actions import NeedAction
from logistics.models import Item, ItemBasis, ItemGroup, NeedPlan
from logistics.selectors import needs as reads
from logistics.selectors import plans, words
from logistics.selectors.need_pages import PAGE, may_plan
from logistics.selectors.plans import Changes
from logistics.selectors.rooms import crumbs


def door(request: HttpRequest, slug: str) -> Election:
    """The election, for whoever sees logistics somewhere in it."""
    election = election_or_404(request, slug)
    if not access.may_somewhere(request.user, Can.VIEW_LOGISTICS, election):
        raise PermissionDenied
    return election


def catalogue_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    """Every item with its amount, its source and how sure that is."""
    rows = [item_row(item, election) for item in reads.items_of(election)]
    return {
        "election": election, "crumbs": crumbs(election, (_("Barang"), None)),
        "groups": [{"title": group.label, "rows": found} for group in ItemGroup
                   if (found := [row for row in rows if row["item"].group == group])],
        "unset": sum(row["is_unset"] for row in rows), "may_plan": may_plan(request, election),
        "profile_url": _profile_url(request, election),
    }  # fmt: skip


def item_row(item: Item, election: Election) -> dict[str, Any]:
    profile = election.profile
    return {
        "item": item, "amount": words.amount_words(item, profile), "basis": item.get_basis_display(),
        "kinds": [ContestKind(kind).label for kind in item.kinds],
        "is_unset": item.basis != ItemBasis.SURAT_SUARA and reads.amount_of(item, profile) is None,
        "url": reverse("logistics:item", args=[election.slug, item.code]), **words.source_of(item, profile),
    }  # fmt: skip


def _profile_url(request: HttpRequest, election: Election) -> str:
    may = access.may_somewhere(request.user, Can.VIEW_PROFILE, election)
    return reverse("office:profile", args=[election.slug]) if may else ""


def item_page(request: HttpRequest, election: Election, item: Item) -> dict[str, Any]:
    above = (_("Barang"), reverse("logistics:items", args=[election.slug]))
    return {
        "election": election, "row": item_row(item, election), "may_plan": may_plan(request, election),
        "crumbs": crumbs(election, above, (str(item), None)), "profile_url": _profile_url(request, election),
    }  # fmt: skip


def item_or_404(election: Election, code: str) -> Item:
    return get_object_or_404(reads.items_of(election), code=code)


def plans_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    found = list(plans.plans_of(election))
    return {
        "election": election, "crumbs": crumbs(election, (_("Rencana"), None)),
        "plans": [{"plan": plan, "url": plan_url(election, plan), "who": who} for plan, who in _made_by(found)],
        "may_plan": may_plan(request, election), "has_items": reads.items_of(election).exists(),
    }  # fmt: skip


def _made_by(found: list[NeedPlan]) -> list[tuple[NeedPlan, str]]:
    """Each plan with who froze it, as the ledger tells."""
    entries = Entry.objects.filter(
        action=NeedAction.PLAN_FROZEN, subject__in=[f"logistics.needplan:{plan.uuid}" for plan in found]
    )
    actors = dict(entries.values_list("subject", "actor"))
    names = people(actors.values())
    return [(plan, names.get(actors.get(f"logistics.needplan:{plan.uuid}", ""), "")) for plan in found]


def plan_url(election: Election, plan: NeedPlan) -> str:
    return reverse("logistics:plan", args=[election.slug, plan.number])


def plan_or_404(election: Election, number: int) -> NeedPlan:
    rows = NeedPlan.objects.filter(election=election).select_related("profile", "election__profile")
    # A number beyond what a column holds is no number of a plan.
    if number > 32_000 or (found := rows.filter(number=number).first()) is None:
        raise Http404
    return found


def plan_page(request: HttpRequest, plan: NeedPlan) -> dict[str, Any]:
    """The plan beside today, in the regions that the account sees."""
    election = plan.election
    found = plans.changes(plan, request.user, Can.VIEW_LOGISTICS)
    stations = found.stations()
    page = Paginator(stations, PAGE).get_page(request.GET.get("hal"))
    names = Names.of(election, {change.code[:10] for change in page})
    above = (_("Rencana"), reverse("logistics:plans", args=[election.slug]))
    goods = good_rows(election, found)
    return {
        "election": election, "plan": plan, "crumbs": crumbs(election, above, (str(plan), None)),
        "ballots": ballot_rows(found), "goods": goods, "page": page, "stations": len(stations),
        "rows": [_station_row(change, names) for change in page], "is_same": not stations and not goods,
        "files": [{"label": form.upper(), "url": _file_url(plan, form)} for form in FORMATS],
        "is_part": found.digits > len(election.kabupaten_id), "is_intact": plan.is_intact,
        "is_other_profile": plan.profile_id != election.profile_id,
    }  # fmt: skip


def _file_url(plan: NeedPlan, form: str) -> str:
    return reverse("logistics:plan-file", args=[plan.election.slug, plan.number, form])


def _station_row(change: plans.Change, names: Names) -> dict[str, Any]:
    return {"change": change, "label": f"TPS {change.code[10:]}", "desa": names.get(change.code[:10]),
            "difference": words.signed(change.difference)}  # fmt: skip


def ballot_rows(found: Changes) -> list[dict[str, Any]]:
    """Each contest then and now; a difference of sums whose TPS are not the same is one all the same: so many more
    ballots are due.
    """
    rows = []
    for contest, before, after in found.ballots():
        if before.tps or after.tps:
            difference = (after.ballots or 0) - (before.ballots or 0) if after.known or before.known else None
            rows.append({"title": contest.title, "before": before, "after": after, "is_changed": before != after,
                         "difference": words.signed(difference)})  # fmt: skip
    return rows


def good_rows(election: Election, found: Changes) -> list[dict[str, Any]]:
    differing = found.goods()
    names = {item.code: item for item in reads.items_of(election)} if differing else {}
    return [
        {"label": str(names.get(code, code)), "before": before, "after": after,
         "difference": _good_difference(before, after)}
        for code, before, after in differing
    ]  # fmt: skip


def _good_difference(before: int | None, after: int | None) -> str:
    if before is None:
        return _("baru ditetapkan")
    return _("tidak lagi ditetapkan") if after is None else words.signed(after - before)


def plan_file(request: HttpRequest, plan: NeedPlan) -> tuple[list[str], list[list[Any]]]:
    """Titles and rows: every TPS and contest whose ballots differ."""
    found = plans.changes(plan, request.user, Can.VIEW_LOGISTICS)
    stations = found.stations()
    names = Names.of(plan.election, {change.code[:10] for change in stations})
    titles = [
        _("Kode TPS"), _("Desa/Kelurahan"), _("TPS"), _("Kontes"), _("DPT rencana"), _("DPT sekarang"),
        _("Kebutuhan rencana"), _("Kebutuhan sekarang"), _("Selisih"),
    ]  # fmt: skip
    rows = [
        [change.code, region_name(names.get(change.code[:10])), int(change.code[10:]), contest.title,
         change.before.dpt, change.after.dpt, change.before.ballots, change.after.ballots, change.difference]
        for change in stations for contest in change.contests
    ]  # fmt: skip
    return titles, rows
