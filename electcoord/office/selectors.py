"""Reads of the kernel's own pages."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.models import Role, User
from electcoord.common.names import region_name
from electcoord.common.templatetags.angka import hari, jam
from electcoord.elections import calendar
from electcoord.elections.models import Contest, Election, Stage
from electcoord.ledger import recording
from electcoord.ledger.models import Entry
from electcoord.regions.models import TPS_DIGITS, Region

PAGE = 50
# Who acts through a personal link has no account; the actor of its deeds is the link.
HOLDER = "tautan_pribadi"
ROLES = {
    **dict(Role.choices), "sistem": "sistem", "pemilik_akun": lazy("pemilik akun"), HOLDER: lazy("tautan pribadi"),
    "penanggung_jawab": lazy("penanggung jawab"),
}  # fmt: skip


def elections_for(request: HttpRequest) -> list[Election]:
    """Elections of the signed-in account, read once per request."""
    if not hasattr(request, "_elections"):
        request._elections = list(access.elections_of(request.user))
    return request._elections


def election_or_404(request: HttpRequest, slug: str) -> Election:
    """An election in which the account has a role; any other does not exist for it."""
    for election in elections_for(request):
        if election.slug == slug:
            return election
    raise Http404


CHOSEN = "pemilu"


def remember(request: HttpRequest, election: Election) -> None:
    """The election that the person works in from now on; written only where it is another one."""
    if request.session.get(CHOSEN) != election.slug and len(elections_for(request)) > 1:
        request.session[CHOSEN] = election.slug


def current_election(request: HttpRequest) -> Election | None:
    """The election of this page's address, else the one worked in last, else the one that counts or votes next."""
    found = {election.slug: election for election in elections_for(request)}
    match = request.resolver_match
    for slug in (match.kwargs.get("slug") if match else None, request.session.get(CHOSEN)):
        if slug in found:
            return found[slug]
    return min(found.values(), key=_nearness, default=None)


def _nearness(election: Election) -> tuple[bool, int, bool]:
    """Orders by what is open, then by how near the vote is; of two as near, the one that counts."""
    days = calendar.days_after(election)
    return (
        set(election.open_stages) <= {Stage.SELESAI.value},
        abs(days) if days is not None else 10**6,
        Stage.ENTRI.value not in election.open_stages,
    )


@dataclass(frozen=True)
class LedgerFilter:
    """What the ledger browser is asked for; unknown or malformed values find nothing, they never fail."""

    who: str = ""
    region: str = ""
    subject: str = ""
    action: str = ""
    before: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "LedgerFilter":
        def text(key: str) -> str:
            return query.get(key, "").replace("\x00", "").strip()[:80]

        before = text("sebelum")
        is_number = before.isascii() and before.isdigit() and len(before) < 19
        return cls(
            text("siapa"), text("wilayah"), text("lembar"), text("perbuatan"), int(before) if is_number else None
        )

    @property
    def values(self) -> dict[str, str]:
        """What the filter form shows."""
        return {"siapa": self.who, "wilayah": self.region, "lembar": self.subject, "perbuatan": self.action}

    def query(self, **changes: Any) -> str:
        values = {**self.values, "sebelum": self.before, **changes}
        return urlencode({key: value for key, value in values.items() if value})


def visible_entries(user: User) -> QuerySet[Entry]:
    """Entries of regions and elections in which the account may read the ledger."""
    query = Q(pk__in=[])
    for election in access.elections_of(user):
        if codes := access.scope(user, Can.VIEW_LEDGER, election):
            query |= Q(election=election.slug) & access.region_q(codes, "region")
    if codes := access.scope(user, Can.VIEW_LEDGER, None):
        query |= Q(election="") & access.region_q(codes, "region")
    return Entry.objects.filter(query)


def ledger_page(user: User, wanted: LedgerFilter) -> dict[str, Any]:
    """One page of deeds, newest first; a keyset, so it stays as fast at the millionth entry."""
    rows = visible_entries(user)
    if wanted.who:
        people = User.objects.filter(Q(username__icontains=wanted.who) | Q(name__icontains=wanted.who))
        rows = rows.filter(actor__in=[str(uuid) for uuid in people.values_list("uuid", flat=True)[:200]])
    if wanted.region:
        rows = rows.filter(region__startswith=wanted.region)
    if wanted.subject:
        rows = rows.filter(subject=wanted.subject)
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.before:
        rows = rows.filter(pk__lt=wanted.before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    is_filtered = bool(wanted.query(sebelum=None))
    return {
        "items": deeds(shown),
        "filter": wanted,
        "is_filtered": is_filtered,
        "older": wanted.query(sebelum=shown[-1].pk) if len(found) > PAGE else None,
        "newest": wanted.query(sebelum=None) if wanted.before else None,
    }


def deeds(
    entries: Iterable[Entry],
    *,
    names: Mapping[str, str] | None = None,
    contests: Mapping[str, str] | None = None,
    desa: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Each entry as `components/_timeline.html` shows it: who did what, when, and where it stands in the ledger.

    `names` (of accounts by uuid), `contests` (titles by key) and `desa` (names by code) save their query where the
    page knows them.
    """
    rows = list(entries)
    payloads = [json.loads(entry.payload) for entry in rows]
    known = people({entry.actor for entry in rows}) if names is None else names
    titles = _contest_titles(rows, payloads) if contests is None else contests
    places = _desa_names(payloads) if desa is None else desa
    items = []
    for entry, payload in zip(rows, payloads, strict=True):
        spoken = dict(payload)
        if isinstance(key := payload.get("kontes"), str):
            spoken["kontes"] = titles.get(key) or titles.get((entry.election, key), key)
        if isinstance(tps := payload.get("tps"), str) and len(tps) == TPS_DIGITS:
            spoken["tps"] = f"{tps[10:]} {places.get(tps[:10], '')}".strip()
        items.append(
            {
                "entry": entry,
                "payload": payload,
                "day": hari(entry.time),
                "time": jam(entry.time),
                "title": known.get(entry.actor) or _nameless(entry),
                "who": ROLES.get(entry.role, entry.role),
                "text": recording.sentence(entry.action, spoken),
                "code": f"{entry.chain} #{entry.position}",
                "url": reverse("office:ledger-entry", args=[entry.chain, entry.position]),
            }
        )
    return items


def _nameless(entry: Entry) -> str:
    """Who did it where no account did, or none that is known."""
    if entry.role == HOLDER:
        return _("Pemegang tautan")
    return _("Akun yang tidak dikenal") if entry.actor else _("Sistem")


def _contest_titles(rows: list[Entry], payloads: list[dict[str, Any]]) -> dict[Any, str]:
    """Titles of the contests that the deeds name by their key, in one query."""
    keys = {p["kontes"] for p in payloads if isinstance(p.get("kontes"), str)}
    if not keys:
        return {}
    found = Contest.objects.filter(election__slug__in={entry.election for entry in rows}, key__in=keys)
    return {(contest.election.slug, contest.key): contest.title for contest in found.select_related("election")}


def _desa_names(payloads: list[dict[str, Any]]) -> dict[str, str]:
    """Names of the desa whose TPS the deeds name, in one query."""
    codes = {p["tps"][:10] for p in payloads if isinstance(p.get("tps"), str) and len(p["tps"]) == TPS_DIGITS}
    rows = Region.objects.filter(code__in=codes).values_list("code", "name") if codes else ()
    return {code: region_name(name) for code, name in rows}


def people(uuids: Iterable[str]) -> dict[str, str]:
    """Names of accounts by uuid, in one query."""
    wanted = [uuid for uuid in uuids if uuid]
    return {str(uuid): name for uuid, name in User.objects.filter(uuid__in=wanted).values_list("uuid", "name")}


def ledger_entry(user: User, chain: str, position: int) -> dict[str, Any] | None:
    """One entry with what was hashed; the figures of a sheet stay hidden from whoever may still enter it."""
    entry = visible_entries(user).filter(chain=chain, position=position).first()
    if entry is None:
        return None
    election = Election.objects.filter(slug=entry.election).first()
    is_blind = election is not None and any(
        access.may(user, can, region=entry.region, election=election) for can in (Can.ENTER_SHEET, Can.IMPORT_SHEETS)
    )
    payload = json.loads(entry.payload)
    hidden = is_blind and "bacaan" in payload
    shown = {key: value for key, value in payload.items() if not (hidden and key == "bacaan")}
    return {
        "entry": entry,
        "crumbs": [
            {"label": _("Buku kejadian"), "url": reverse("office:ledger")},
            {"label": f"{entry.chain} #{entry.position}", "url": None},
        ],
        "item": deeds([entry])[0],
        "payload": _readable(shown),
        "hidden": hidden,
    }


def _readable(payload: dict[str, Any]) -> str:
    """Indented JSON with each list of figures on one line: a ballot has hundreds of them."""
    text = json.dumps(payload, indent=2, ensure_ascii=False, sort_keys=True)
    return re.sub(r"\[[\s\d,nul]+\]", lambda found: " ".join(found.group().split()), text)
