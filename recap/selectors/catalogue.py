"""The rules explained, with what the profile in force says of each and how many findings are open."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.numbers import angka
from electcoord.elections.models import Election
from electcoord.elections.profiles import ARITHMETIC
from electcoord.office.profile import MARKS
from recap.models import Finding
from recap.rules import explained
from recap.rules.explained import Explained
from recap.rules.limits import Limits
from recap.selectors import lists, places
from recap.states import SheetState

# Sources that stand for a text which somebody has read; all others are said to be unsure.
READ = ("seen", "kantor")
ROUNDED = {
    "atas": lazy("dibulatkan ke atas"),
    "bawah": lazy("dibulatkan ke bawah"),
    "terdekat": lazy("dibulatkan ke yang terdekat"),
}


def catalogue_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    """All rules by where they are checked."""
    rows = Finding.objects.filter(access.region_q(lists.visible(request, election), "tps_code"), election=election)
    counts = dict(rows.order_by().values_list("rule").annotate(Count("pk")))
    limits = Limits.of(election.profile)
    settings = election.profile.get("aturan")
    board = reverse("recap:findings", args=[election.slug])
    work = reverse("recap:work", args=[election.slug])
    return {
        "election": election,
        "crumbs": places.page_crumbs(election, (_("Temuan"), board), _("Aturan")),
        "profile": election.profile,
        "groups": [
            {
                "key": key,
                "title": title,
                "text": text,
                "rules": [
                    _rule(rule, settings[rule.rule], limits, counts.get(rule.rule, 0), board)
                    for rule in explained.RULES
                    if rule.place == key
                ],
            }
            for key, (title, text) in explained.PLACES.items()
        ],
        "verified": election.profile.values["aturan"]["diverifikasi"],
        "missing_url": f"{work}?status={SheetState.BELUM_MASUK}",
        "board_url": board,
        "trial_url": reverse("recap:rules-trial", args=[election.slug])
        if access.may_somewhere(request.user, Can.VIEW_PROFILE, election)
        else None,
    }


def _rule(rule: Explained, setting: dict[str, Any], limits: Limits, count: int, board: str) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "title": rule.title,
        "compares": rule.compares,
        "example": rule.example,
        "severity": limits.rules[rule.rule]["tingkat"],
        "is_arithmetic": rule.rule in ARITHMETIC,
        "is_on": limits.is_on(rule.rule),
        "limit": limit_words(rule.rule, limits),
        "source": setting["sumber"],
        "mark": MARKS.get(setting["tanda"], setting["tanda"]),
        "is_unsure": setting["tanda"] not in READ,
        "is_live": rule.place in (explained.PAPER, explained.STATION),
        "place": rule.place,
        "count": count,
        "url": f"{board}?aturan={rule.rule}",
    }


def limit_words(rule: str, limits: Limits) -> str:
    """The numbers of the profile on which a rule rests, in words."""
    reserve = _("cadangan %(permil)s permil, %(rounded)s") % {
        "permil": angka(limits.reserve_permil),
        "rounded": ROUNDED[limits.rounding],
    }
    numbers = {
        "R12": reserve,
        "R14": _("%(capacity)s pemilih") % {"capacity": angka(limits.capacity)},
        "R16": _("%(digits)s angka") % {"digits": limits.digits},
        "R28": _("%(reserve)s; kapasitas %(capacity)s") % {"reserve": reserve, "capacity": angka(limits.capacity)},
    }
    parts = [numbers[rule]] if rule in numbers else []
    if tolerance := limits.tolerance(rule):
        parts.append(_("toleransi %(tolerance)s") % {"tolerance": angka(tolerance)})
    return "; ".join(parts)
