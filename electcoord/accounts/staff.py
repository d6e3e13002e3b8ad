"""Django admin for staff: every page asks access.py, every save goes through an action, nothing is deleted.

Order of refusals: 302 to the login page, 405 for a method that the page does not take, 403 without USE_ADMIN or the
verb of the model, 404 for a row outside the person's regions and elections, 403 for a deed that the verb does not
allow. Django's own log of the admin stays empty: the ledger tells what was done, and holds no names.
"""

from collections.abc import Callable
from functools import reduce
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from electcoord.accounts import access, staff_export, staff_links
from electcoord.accounts.access import GRANTS, Can
from electcoord.accounts.models import Role
from electcoord.common.errors import RuleError
from electcoord.common.names import region_name
from electcoord.common.templatetags.angka import waktu
from electcoord.elections.models import Contest, Election
from electcoord.ledger.recording import Actor
from electcoord.regions.models import Region, titled

Text = str | Promise


class StaffForm(forms.ModelForm):
    """Shows what the action refused as an error of the form."""

    request: HttpRequest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        # The action tells what is taken or does not fit; Django's Indonesian sentence for a row that already exists
        # says the opposite ("tidak ada").
        self.instance.validate_unique = self.instance.validate_constraints = lambda exclude=None: None

    def clean(self) -> dict[str, Any]:
        if refusal := getattr(self.request, "_refusal", None):
            raise forms.ValidationError(str(refusal))
        return super().clean()


class StaffAdmin(admin.ModelAdmin):
    """Read-only unless the subclass names a verb; rows are those of the person's regions and elections.

    `region_path`, `election_path`: lookups from a row to its region code and to its election ("" for none).
    `group`, `purpose`: where the index shows the model and what it says of it. `importer`: what takes its files.
    `export_columns`: (title, value) of its files; without them those of the list.
    """

    can_view: Can = Can.USE_ADMIN
    can_add: Can | None = None
    can_change: Can | None = None
    region_path = "election__kabupaten__code"
    election_path = "election"
    group = ""
    purpose: Text = ""
    importer: Any = None
    export_columns: staff_export.Columns = ()
    form = StaffForm
    view_on_site = False
    show_full_result_count = False
    save_on_top = False
    list_per_page = 50
    formfield_overrides = {
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    }

    @property
    def media(self) -> forms.Media:
        """Nothing of Django's; a widget brings its own."""
        return forms.Media()

    def limited(self, user: Any, can: Can) -> QuerySet:
        """Rows where the verb holds."""
        rows = self.model._default_manager.all()
        if not self.election_path:
            return rows.filter(access.region_q(regions_of(user, can), self.region_path))
        query = Q(pk__in=[])
        for election in access.elections_of(user):
            if codes := access.scope(user, can, election):
                query |= Q(**{self.election_path: election.pk}) & access.region_q(codes, self.region_path)
        return rows.filter(query)

    def region_codes(self, user: Any) -> list[str]:
        """Codes in which the person sees rows of this model."""
        return regions_of(user, self.can_view)

    def actor(self, request: HttpRequest, can: Can, *, region: str, election: Election | None) -> Actor:
        """Who acts; PermissionDenied without the verb there."""
        return access.acting(request.user, can, region=region, election=election)

    def ledger_subject(self, obj: Any) -> str:
        """How the ledger names the row; a row without deeds of its own came with its election."""
        return str(obj.election.uuid)

    # Rights

    def _may(self, request: HttpRequest, can: Can | None, obj: Any) -> bool:
        if can is None or not access.has_anywhere(request.user, can):
            return False
        return obj is None or obj.pk is None or self.limited(request.user, can).filter(pk=obj.pk).exists()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request, self.can_view, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.can_view, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, self.can_add, None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.can_change, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # Rows

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = self.limited(request.user, self.can_view)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """404 for what does not exist for this person, as for what does not exist at all."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = super().get_object(request, object_id, from_field) if "\x00" not in object_id else None
        if found is None:
            raise Http404
        return found

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only declared filters: a lookup on any column would tell password hashes and figures letter by letter."""
        for item in self.get_list_filter(request) if request else self.list_filter:
            if isinstance(item, str):
                if lookup in (item, f"{item}__exact"):
                    return True
            elif lookup == getattr(item, "parameter_name", None):
                return True
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices are what the person sees in the admin of that model; without such a page, none."""
        related = self.admin_site._registry.get(db_field.remote_field.model)
        kwargs["queryset"] = (
            related.get_queryset(request) if related else db_field.remote_field.model._default_manager.none()
        )
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if related and field is not None:
            field.label_from_instance = related.choice_text
        return field

    def choice_text(self, obj: Any) -> str:
        """A row of this model as a choice elsewhere and as a title; must tell it from every other."""
        return str(obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, models.ForeignKey) and field is not None:
            for link in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
                setattr(field.widget, link, False)
        return field

    # Pages

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.request = request
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except RuleError as refusal:
            # The form is bound a second time and shows the refusal; it is not valid, so nothing is written.
            request._refusal = refusal
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_urls(self) -> list[URLPattern]:
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        more = [path("unduh/<slug:form>/", self.export_view, name=f"{info}_export")]
        if self.importer:
            more += [
                path("impor/", self.import_view, name=f"{info}_import"),
                path("impor/templat/", self.template_view, name=f"{info}_template"),
            ]
        return [*more, *super().get_urls()]

    def url(self, page: str, *args: Any) -> str:
        """The address of one of this model's pages."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def crumbs(self, *tail: tuple[Text, str | None]) -> list[dict[str, Any]]:
        """Administrasi, this list, and what lies below it."""
        above = [
            (_("Administrasi"), reverse("admin:index")),
            (_title(self.opts.verbose_name_plural), self.url("changelist")),
        ]
        return [{"label": label, "url": url} for label, url in (*above, *tail)]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The declared columns, the election only where there are several, and the way to the app for who may go."""
        shown = [*super().get_list_display(request)]
        if len(access.elections_of(request.user)[:2]) < 2:
            shown = [name for name in shown if getattr(name, "path", "") != "election"]
        return [*shown, "app_link"] if staff_links.has_page(request.user, self.model) else shown

    @admin.display(description=gettext_lazy("di aplikasi"))
    def app_link(self, obj: Any) -> str:
        """Only shown to whoever may open it, see get_list_display."""
        label = _("Buka %(row)s di aplikasi") % {"row": obj}
        return format_html('<a href="{}" aria-label="{}">{}</a>', staff_links.url_of(obj), label, _("Buka"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        query = request.GET.urlencode()
        context = {
            "title": _title(self.opts.verbose_name_plural),
            "crumbs": self.crumbs(),
            "purpose": self.purpose,
            "export_urls": [(form.upper(), f"{self.url('export', form)}?{query}") for form in staff_export.FORMATS],
            "import_url": self.url("import") if self.may_import(request) else None,
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        obj = kwargs.get("obj")
        context["list_url"] = self.url("changelist")
        context["crumbs"] = self.crumbs((self.choice_text(obj) if obj else _("Tambah"), None))
        if obj is not None:
            context["history_url"] = self.url("history", obj.pk)
            context["page_url"] = staff_links.page_of(request.user, obj)
            context["title"] = self.choice_text(obj)
        return super().render_change_form(request, context, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The story of a row as the ledger tells it, for whoever may read the ledger; the others learn who may."""
        found = self.get_object(request, object_id)
        title = self.choice_text(found)
        story = staff_links.story_of(request.user, self.ledger_subject(found))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Riwayat %(row)s") % {"row": title}, "original": found, "may_read": story is not None,
            "crumbs": self.crumbs((title, self.url("change", found.pk)), (_("Riwayat"), None)),
            "readers": ", ".join(str(role.label) for role in Role if role in GRANTS[Can.VIEW_LEDGER]),
            **(story or {}),
        }  # fmt: skip
        return TemplateResponse(request, "admin/object_history.html", context)

    def export_view(self, request: HttpRequest, form: str) -> HttpResponse:
        """The list as a file, with the filters of the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not staff_export.known_format(form):
            raise Http404
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect(self.url("changelist"))
        if rows.order_by()[: staff_export.MOST_ROWS + 1].count() > staff_export.MOST_ROWS:
            self.message_user(request, _("Terlalu banyak baris untuk satu berkas; saring dulu."), "ERROR")
            return redirect(f"{self.url('changelist')}?{request.GET.urlencode()}")
        return self.write_file(request, rows, form)

    def write_file(self, request: HttpRequest, rows: QuerySet, form: str) -> HttpResponse:
        """The rows as a file; a model whose files hold more than its list says so itself."""
        return staff_export.export(self, request, rows, form)

    def may_import(self, request: HttpRequest) -> bool:
        return self.importer is not None and access.has_anywhere(request.user, self.importer.can)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not self.may_import(request):
            raise PermissionDenied
        return self.importer(self, request).answer()

    def template_view(self, request: HttpRequest) -> HttpResponse:
        if not self.may_import(request):
            raise PermissionDenied
        return self.importer(self, request).template()

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """See the module's docstring."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """See the module's docstring."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A subclass that names a verb says which action it calls."""
        raise PermissionDenied

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        raise PermissionDenied

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        raise PermissionDenied


def column(path: str, label: Text) -> Callable[[Any], Any]:
    """A related row under an Indonesian title, for lists and read-only pages."""

    @admin.display(description=label, ordering=path)
    def shown(obj: Any) -> Any:
        found = reduce(getattr, path.split("__"), obj)
        if isinstance(found, Region):
            return titled(found.kind, region_name(found.name))
        if isinstance(found, Contest):
            return found.title
        return "–" if found is None else found

    shown.path = path
    return shown


def moment(path: str, label: Text, never: Text = "–") -> Callable[[Any], Any]:
    """A time as the product's pages tell it; files get the time itself."""

    @admin.display(description=label, ordering=path)
    def shown(obj: Any) -> Any:
        found = getattr(obj, path)
        return never if found is None else waktu(found)

    shown.raw = path
    return shown


def _title(text: Text) -> str:
    """A model's name as a heading: `tps` stays as it is written, the first letter is large."""
    words = str(text)
    return words[:1].upper() + words[1:]


def regions_of(user: Any, can: Can) -> list[str]:
    """Region codes in which the verb holds in any election now, and for rows that belong to no election."""
    codes = set(access.scope(user, can, None))
    for election in access.elections_of(user):
        codes.update(access.scope(user, can, election))
    return sorted(codes)
