"""Context of the pages on which one sheet is typed or settled beside its paper."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.papers.selectors import photos_of
from recap import layout
from recap.ballot import Ballot
from recap.boxes import codes_of
from recap.models import Sheet, SheetVersion, VersionKind
from recap.rules.browser import browser_rules
from recap.rules.limits import Limits
from recap.selectors import places
from recap.selectors.form import form_parts
from recap.selectors.photos import photos_url
from recap.selectors.places import Names
from recap.states import SheetState


def frame(request: HttpRequest, sheet: Sheet) -> dict[str, Any]:
    """Where one is: election, place, contest, crumbs."""
    election, code = sheet.election, sheet.tps_code
    names = Names.of(election, places.prefixes(code))
    title = f"TPS {sheet.tps.number:03d}, {names.full(code[:10])}"
    desk = reverse("recap:desk", args=[election.slug])
    return {
        "election": election,
        "sheet": sheet,
        "contest": sheet.contest,
        "title": title,
        "place": names.full(code[:6]),
        "crumbs": places.page_crumbs(election, (_("Meja entri"), desk), f"{sheet.contest.title}, {title}"),
        "desk_url": desk,
        "tps_url": f"{places.tps_url(election, code)}#{sheet.contest.key}",
        "back_url": reverse("recap:give-back", args=[election.slug, code, sheet.contest.key]),
    }


def beside(sheet: Sheet, ballot: Ballot) -> dict[str, Any]:
    """The sheet's paper for the viewer: its photos, and on which strip of which page each box lies."""
    place = (sheet.election, sheet.tps_code, sheet.contest.key)
    return {
        "photos": photos_of(sheet.contest, sheet.tps).views,
        "strips": strips_of(ballot),
        "papers_url": photos_url(*place),
    }


def strips_of(ballot: Ballot) -> dict[str, list[int | str]]:
    """Where each box lies on the form, for the browser: page, top and bottom in thousandths, part."""
    return {code: [s.page, s.top, s.bottom, s.part] for code, s in layout.strips(ballot).items()}


def entry_page(
    request: HttpRequest,
    sheet: Sheet,
    ballot: Ballot,
    texts: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The form with what was typed so far, its rules for the browser, and the sheet's paper."""
    limits = Limits.of(sheet.election.profile)
    known = {code: texts.get(code, "") for code in codes_of(ballot)}
    return {
        **frame(request, sheet),
        "form": form_parts(ballot, known, errors or {}),
        "rules": browser_rules(sheet.contest, ballot, limits, sheet.tps.dpt),
        "dpt": sheet.tps.dpt,
        "draft_url": reverse("recap:draft", args=[sheet.election.slug, sheet.tps_code, sheet.contest.key]),
        **beside(sheet, ballot),
    }


def why_not(sheet: Sheet, user: Any) -> str:
    """Why this sheet takes no entry from this person, in words; nothing of what was entered."""
    mine = SheetVersion.objects.filter(sheet=sheet, entered_by=str(user.uuid)).values_list("kind", flat=True)
    if sheet.state in (SheetState.ENTRI_SATU, SheetState.KARANTINA) and VersionKind.ENTRI_SATU in mine:
        return _("Entri pertama lembar ini oleh Anda; entri kedua oleh orang lain.")
    return _("Lembar ini tidak sedang menunggu entri Anda.")
