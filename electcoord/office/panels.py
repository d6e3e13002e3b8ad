"""The kernel's own entries of the menu."""

from django.http import HttpRequest
from django.urls import reverse

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.panels import Link, register


def home(request: HttpRequest) -> dict[str, str]:
    return {"label": "Beranda", "url": reverse("office:home"), "icon": "beranda"}


def ledger(request: HttpRequest) -> dict[str, str] | None:
    if not access.has_anywhere(request.user, Can.VIEW_LEDGER):
        return None
    return {"label": "Buku kejadian", "url": reverse("office:ledger"), "icon": "buku"}


def admin(request: HttpRequest) -> dict[str, str] | None:
    if not access.has_anywhere(request.user, Can.USE_ADMIN):
        return None
    return {"label": "Administrasi", "url": reverse("admin:index"), "icon": "atur"}


register(Link(10, home), Link(80, ledger), Link(90, admin))
