"""The search page and palette ask every app's sources; here are the kernel's own: pages, people, ledger entries."""

import re
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.models import User
from electcoord.accounts.selectors import accounts_seen
from electcoord.common import search
from electcoord.common.search import LIMIT, Hit
from electcoord.office.selectors import current_election, deeds, visible_entries

_ENTRY = re.compile(r"([0-9]{2}|[0-9]{4}|[0-9]{6})\s*[#/ ]\s*([0-9]{1,18})")
_UUID = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.IGNORECASE)


def results(request: HttpRequest) -> dict[str, Any]:
    """What every source finds, by source; nothing typed gives suggestions."""
    text = search.clean(request.GET.get("q", ""))
    found = [(source.name, source.find(request, text)) for source in search.sources]
    groups = [{"name": name, "hits": hits} for name, hits in found if hits]
    return {"text": text, "groups": groups, "count": sum(len(group["hits"]) for group in groups)}


def page_hits(request: HttpRequest, text: str) -> list[Hit]:
    """The kernel's own pages by their names; all of them where nothing was typed."""
    user, election, wanted = request.user, current_election(request), search.words(text)
    reads_profile = election is not None and access.may_somewhere(user, Can.VIEW_PROFILE, election)
    doors = [
        (_("Beranda"), _("keadaan hari ini"), reverse("office:home"), "beranda", True),
        (_("Buku kejadian"), _("setiap perbuatan dan pelakunya"), reverse("office:ledger"), "buku",
         access.has_anywhere(user, Can.VIEW_LEDGER)),
        (_("Profil dan aturan"), _("angka dari peraturan"),
         reverse("office:profile", args=[election.slug]) if election else "", "atur", reads_profile),
        (_("Administrasi"), _("akun, peran, data rujukan"), reverse("admin:index"), "atur",
         access.has_anywhere(user, Can.USE_ADMIN)),
        (_("Bantuan"), _("arti istilah"), reverse("office:help"), "tanya", True),
        (_("Pintasan papan ketik"), _("tombol"), reverse("office:shortcuts"), "papan-ketik", True),
        (_("Ganti kata sandi"), _("akun Anda"), reverse("accounts:password"), "sandi", True),
    ]  # fmt: skip
    return [
        Hit(label, url, text, icon=icon)
        for label, text, url, icon, is_open in doors
        if is_open and search.matches(wanted, f"{label} {text}")
    ]


def people_hits(request: HttpRequest, text: str) -> list[Hit]:
    """Accounts by name, for whoever manages them."""
    wanted = text.lower().split()
    if not wanted or not access.has_anywhere(request.user, Can.MANAGE_ACCOUNTS):
        return []
    rows = accounts_seen(request.user)
    for word in wanted:
        rows = rows.filter(Q(username__icontains=word) | Q(name__icontains=word))
    return [
        Hit(user.name, reverse("admin:accounts_user_change", args=[user.pk]), _role_words(user), user.username, "akun")
        for user in rows.order_by("name").prefetch_related("grants")[:LIMIT]
    ]


def _role_words(user: User) -> str:
    if not user.is_active:
        return _("tidak aktif")
    held = dict.fromkeys(grant.get_role_display() for grant in user.grants.all() if grant.ended_at is None)
    return ", ".join(held) or _("tanpa peran")


def entry_hits(request: HttpRequest, text: str) -> list[Hit]:
    """Deeds by their number (`990101 #12`) or uuid."""
    if number := _ENTRY.fullmatch(text):
        query = Q(chain=number[1], position=int(number[2]))
    elif _UUID.fullmatch(text):
        query = Q(uuid=UUID(text))
    else:
        return []
    if not access.has_anywhere(request.user, Can.VIEW_LEDGER):
        return []
    rows = visible_entries(request.user).filter(query)[:LIMIT]
    return [
        Hit(f"{item['title']} {item['text']}", item["url"], f"{item['day']}, {item['time']}", item["code"], "buku")
        for item in deeds(rows)
    ]
