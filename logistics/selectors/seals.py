"""The register of seals: where each number is or was, which came from the printer, which are left."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.elections.models import Election
from logistics.models import Seal, SealIssue, SealKind
from logistics.selectors import boxes
from logistics.selectors.packing_pages import crumbs_to

SHOWN_UNUSED = 30


@dataclass(frozen=True)
class Wanted:
    text: str = ""
    state: str = ""
    kind: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wanted":
        def text(key: str) -> str:
            return query.get(key, "").replace("\x00", "").strip()[:60]

        return cls(text("cari").upper(), text("keadaan"), text("jenis"))

    @property
    def query(self) -> str:
        values = {"cari": self.text, "keadaan": self.state, "jenis": self.kind}
        return urlencode({key: value for key, value in values.items() if value})

    def narrowed(self, rows: QuerySet[Seal]) -> QuerySet[Seal]:
        if self.text:
            rows = rows.filter(Q(number__contains=self.text) | Q(container__code__contains=self.text))
        if self.state:
            rows = rows.filter(removed_at__isnull=self.state == "terpasang")
        return rows.filter(kind=self.kind) if self.kind else rows


def seals_of(request: HttpRequest, election: Election) -> QuerySet[Seal]:
    """Those on containers of the account's regions."""
    codes = access.scope(request.user, Can.VIEW_LOGISTICS, election)
    return Seal.objects.filter(access.region_q(codes, "container__region__code"), election=election)


def seals_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    wanted = Wanted.of(request.GET)
    seen = seals_of(request, election)
    on, off = (seen.filter(removed_at__isnull=is_on).count() for is_on in (True, False))
    rows = wanted.narrowed(seen).select_related("container__holder", "container__election")
    page = Paginator(rows.order_by("number"), boxes.PAGE).get_page(request.GET.get("hal"))
    may_issue = access.may(request.user, Can.KEEP_STOCK, region=election.kabupaten_id, election=election)
    return {
        "election": election, "page": page, "wanted": wanted, "is_filtered": bool(wanted.query),
        "page_query": f"{wanted.query}&" if wanted.query else "",
        "items": [{"row": row, "url": boxes.box_url(row.container)} for row in page],
        "total": on + off, "stats": [
            {"label": _("terpasang"), "value": on, "url": "?keadaan=terpasang"},
            {"label": _("dilepas"), "value": off, "url": "?keadaan=dilepas"},
        ],
        "states": [("", _("Semua")), ("terpasang", _("terpasang")), ("dilepas", _("dilepas"))],
        "kinds": [("", _("Semua")), *SealKind.choices], "issue_kinds": SealKind.choices,
        "issues": _issues(election) if may_issue else [], "may_issue": may_issue,
        "may_import": access.may_somewhere(request.user, Can.MOVE_BOXES, election),
        "crumbs": crumbs_to(election, _("Segel")),
    }  # fmt: skip


def _issues(election: Election) -> list[dict[str, Any]]:
    """Each range with how many of it are used, and the first that are not."""
    issues = list(SealIssue.objects.filter(election=election).order_by("prefix", "first"))
    used: dict[str, set[str]] = {}
    for prefix in {issue.prefix for issue in issues}:
        numbers = Seal.objects.filter(election=election, number__startswith=prefix)
        used[prefix] = set(numbers.values_list("number", flat=True))
    found = []
    for issue in issues:
        taken = used[issue.prefix]
        free = (number for at in range(issue.first, issue.last + 1) if (number := issue.number(at)) not in taken)
        n_used = sum(issue.number(at) in taken for at in range(issue.first, issue.last + 1)) if taken else 0
        found.append({"row": issue, "used": n_used, "left": issue.total - n_used,
                      "next": list(islice(free, SHOWN_UNUSED))})  # fmt: skip
    return found
