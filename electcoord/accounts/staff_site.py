"""The site of Django admin: one door for every page, default deny, and no page of a model outside StaffAdmin."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin

_READ = ["GET", "HEAD"]
# Pages that take a POST: of a model its forms, and its list for the declared actions; of the site only one.
_POSTED = ("_changelist", "_add", "_change", "_import")
_SITE_POSTED = ("logout",)
# Would follow any content type to any object.
_LEFT_OUT = {"view_on_site"}
# What staff come to do; a model names its group.
GROUPS = (
    ("pemilu", _("Pemilu dan kontes"), _("Yang dimuat dari paket pemilu, dan yang ditetapkan kantor sesudahnya.")),
    ("wilayah", _("Wilayah dan TPS"), _("Kode resmi, nama dengan masa berlakunya, TPS dan DPT.")),
    ("akun", _("Akun dan peran"), _("Siapa boleh masuk dan berbuat apa, di mana.")),
    ("direktori", _("Direktori"), _("Lembaga, jabatan dan pemangkunya, tempat, kendaraan, unit, dan pemakaiannya.")),
    ("rekap", _("Rekapitulasi"), _("Baca saja: perubahan hanya lewat halaman aplikasi.")),
    ("naskah", _("Naskah dinas"), _("Register nomor, jenis naskah, klasifikasi, dan templat surat.")),
    ("rapat", _("Rapat"), _("Baca saja: rapat dan undangannya dikerjakan di aplikasi.")),
    ("kertas", _("Kertas"), _("Baca saja: foto ditambah lewat halaman TPS.")),
    ("situasi", _("Tindak lanjut"), _("Baca saja: dikerjakan lewat papan tindak lanjut.")),
    ("logistik", _("Logistik"), _("Baca saja: dikerjakan di halaman logistik.")),
    ("surat", _("Surat dan tautan"), _("Baca saja: apa yang dikirim, yang menunggu, dan tautan pribadi yang berlaku.")),
)


class _RelatedRows(AutocompleteJsonView):
    """Search for a related row, told in the words of its own admin."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {**super().serialize_result(obj, to_field_name), "text": self.model_admin.choice_text(obj)}


class StaffSite(admin.AdminSite):
    site_title = _("Administrasi electcoord")
    site_header = _("Administrasi")
    index_title = _("Administrasi")
    site_url = "/"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """A model has pages only through StaffAdmin; what Django and libraries offer is passed over."""
        if admin_class is not None and issubclass(admin_class, StaffAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        found = [pattern for pattern in super().get_urls() if getattr(pattern, "name", None) not in _LEFT_OUT]
        for pattern in found:
            self._guard(pattern, _SITE_POSTED)
        return found

    def _guard(self, pattern: URLPattern | URLResolver, posted: tuple[str, ...]) -> None:
        if isinstance(pattern, URLResolver):
            for inner in pattern.url_patterns:
                self._guard(inner, _POSTED)
        elif pattern.name == "login":
            pattern.callback = access.public(require_http_methods(_READ)(self.login))
        else:
            methods = [*_READ, "POST"] if (pattern.name or "").endswith(posted) else _READ
            pattern.callback = access.requires(Can.USE_ADMIN)(
                require_http_methods(methods)(self._door(pattern.callback))
            )

    def _door(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return door

    def index(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().index(request, {"groups": self._groups(request), **(extra_context or {})})

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> HttpResponse:
        name = apps.get_app_config(app_label).verbose_name if app_label in apps.app_configs else app_label
        context = {"groups": self._groups(request, app_label), "crumbs": [_index_crumb(), {"label": name}]}
        return super().app_index(request, app_label, {**context, **(extra_context or {})})

    def _groups(self, request: HttpRequest, app_label: str = "") -> list[dict[str, Any]]:
        """What the person may open, by the work it belongs to, with how many rows each list has."""
        shown = [
            model_admin
            for model_admin in self._registry.values()
            if model_admin.has_view_permission(request) and app_label in ("", model_admin.opts.app_label)
        ]
        groups = []
        for key, title, lead in GROUPS:
            cards = [self._card(request, model_admin) for model_admin in shown if model_admin.group == key]
            if cards:
                groups.append({"key": key, "title": title, "lead": lead, "cards": cards})
        return groups

    def _card(self, request: HttpRequest, model_admin: Any) -> dict[str, Any]:
        return {
            "name": model_admin.opts.verbose_name_plural,
            "url": model_admin.url("changelist"),
            "purpose": model_admin.purpose,
            "count": model_admin.limited(request.user, model_admin.can_view).count(),
            "add_url": model_admin.url("add") if model_admin.has_add_permission(request) else None,
            "import_url": model_admin.url("import") if model_admin.may_import(request) else None,
        }

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one login page; it checks where `next` leads."""
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), reverse("accounts:login"))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return _RelatedRows.as_view(admin_site=self)(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("accounts:password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("accounts:password")


def _index_crumb() -> dict[str, Any]:
    return {"label": _("Administrasi"), "url": reverse("admin:index")}
