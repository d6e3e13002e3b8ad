"""Institutions, offices, people and terms; every save goes through an action."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffForm, regions_of
from electcoord.accounts.staff_filters import BlankFilter, choose, place_at
from electcoord.accounts.staff_links import opens
from electcoord.directory import actions
from electcoord.directory.admin.base import IN_USE, DirectoryAdmin
from electcoord.directory.files.export import export
from electcoord.directory.files.importer import DirectoryFile
from electcoord.directory.models import Institution, InstitutionKind, Office, Person, Term
from electcoord.directory.selectors import people_within

opens(Institution, Can.VIEW_DIRECTORY, lambda found: reverse("directory:institution", args=[found.uuid]))


class EndedFilter(BlankFilter):
    title = _("masa")
    parameter_name = "masa"
    paths = ("ended",)
    options = (("kosong", _("berjalan")), ("terisi", _("sudah berakhir")))


@admin.register(Institution)
class InstitutionAdmin(DirectoryAdmin):
    region_path = "region__code"
    list_display = ["name", "kind", "region", "phone", "email", "is_active"]
    purpose = _("KPU, PPK, PPS, Bawaslu, kepolisian, dan lembaga lain dengan alamat dan nomornya.")
    list_filter = [choose(_("jenis"), "jenis", "kind", InstitutionKind.choices), *place_at("region__code")[:1], IN_USE]
    list_select_related = ["region"]
    search_fields = ["name", "^region__code", "offices__title"]
    autocomplete_fields = ["region"]
    fields = ["kind", "name", "region", "address", "phone", "email", "is_active"]
    importer = DirectoryFile

    def write_file(self, request: HttpRequest, rows: QuerySet, form: str) -> HttpResponse:
        return export(rows, form)

    def get_fields(self, request: HttpRequest, obj: Institution | None = None) -> list[str]:
        return self.fields if obj else self.fields[:-1]

    def get_readonly_fields(self, request: HttpRequest, obj: Institution | None = None) -> list[str]:
        return ["region"] if obj else []

    def choice_text(self, obj: Institution) -> str:
        return f"{obj.name} ({obj.region_id})"

    def save_model(self, request: HttpRequest, obj: Institution, form: StaffForm, change: bool) -> None:
        actor = self.keeper(request, obj.region_id)
        values = {name: form.cleaned_data[name] for name in self.get_fields(request, obj if change else None)}
        if change:
            values.pop("region", None)
            self.take(obj, actions.change_institution(Institution.objects.get(pk=obj.pk), actor=actor, **values))
        else:
            self.take(obj, actions.add_institution(actor=actor, **values))


@admin.register(Office)
class OfficeAdmin(DirectoryAdmin):
    region_path = "institution__region__code"
    list_display = ["title", "institution", "holders", "seats", "rank", "is_active"]
    purpose = _("Jabatan dalam tiap lembaga, berapa kursinya, dan pemangkunya sekarang.")
    list_filter = [
        choose(_("jenis lembaga"), "jenis", "institution__kind", InstitutionKind.choices),
        *place_at("institution__region__code")[:1], IN_USE,
    ]  # fmt: skip
    list_select_related = ["institution"]
    search_fields = ["title", "institution__name"]
    autocomplete_fields = ["institution"]
    fields = ["institution", "title", "seats", "rank", "is_active"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        today = Term.objects.on(timezone.localdate()).select_related("person").order_by("started")
        return rows.prefetch_related(Prefetch("terms", today, to_attr="terms_today"))

    @admin.display(description=_("pemangku sekarang"))
    def holders(self, obj: Office) -> str:
        return ", ".join(term.person.name for term in obj.terms_today) or "–"

    def get_fields(self, request: HttpRequest, obj: Office | None = None) -> list[str]:
        return self.fields if obj else self.fields[:-1]

    def get_readonly_fields(self, request: HttpRequest, obj: Office | None = None) -> list[str]:
        return ["institution"] if obj else []

    def choice_text(self, obj: Office) -> str:
        return str(obj)

    def save_model(self, request: HttpRequest, obj: Office, form: StaffForm, change: bool) -> None:
        actor = self.keeper(request, obj.institution.region_id)
        values = {name: form.cleaned_data[name] for name in ("title", "seats", "rank")}
        if change:
            values["is_active"] = form.cleaned_data["is_active"]
            self.take(obj, actions.change_office(Office.objects.get(pk=obj.pk), actor=actor, **values))
        else:
            self.take(obj, actions.add_office(form.cleaned_data["institution"], actor=actor, **values))


@admin.register(Person)
class PersonAdmin(DirectoryAdmin):
    """People who hold or held an office in the person's regions, and those who hold none yet."""

    purpose = _("Orang yang memangku atau pernah memangku jabatan, dengan nomor yang dapat dihubungi.")
    list_display = ["name", "offices_now", "phone", "email"]
    search_fields = ["name", "terms__office__title", "terms__office__institution__name"]
    fields = ["name", "phone", "email"]

    def limited(self, user: Any, can: Can) -> QuerySet:
        return people_within(regions_of(user, can))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        today = Term.objects.on(timezone.localdate()).select_related("office__institution").order_by("office__rank")
        return super().get_queryset(request).prefetch_related(Prefetch("terms", today, to_attr="terms_today"))

    @admin.display(description=_("jabatan sekarang"))
    def offices_now(self, obj: Person) -> str:
        return "; ".join(str(term.office) for term in obj.terms_today) or "–"

    def save_model(self, request: HttpRequest, obj: Person, form: StaffForm, change: bool) -> None:
        codes = regions_of(request.user, Can.MANAGE_DIRECTORY)
        if not codes:
            raise PermissionDenied
        actor = self.keeper(request, codes[0])
        values = {name: form.cleaned_data[name] for name in self.fields}
        if change:
            self.take(obj, actions.change_person(Person.objects.get(pk=obj.pk), actor=actor, **values))
        else:
            self.take(obj, actions.add_person(actor=actor, **values))


@admin.register(Term)
class TermAdmin(DirectoryAdmin):
    """A term is recorded, and ended once; who held an office on a day does not change afterwards."""

    region_path = "office__institution__region__code"
    list_display = ["office", "person", "started", "ended", "basis"]
    purpose = _("Siapa memangku jabatan apa, dari hari apa sampai hari apa, menurut keputusan mana.")
    list_filter = [
        choose(_("jenis lembaga"), "jenis", "office__institution__kind", InstitutionKind.choices),
        EndedFilter,
    ]
    list_select_related = ["office__institution", "person"]
    search_fields = ["person__name", "office__title", "office__institution__name"]
    autocomplete_fields = ["office", "person"]
    fields = ["office", "person", "started", "ended", "basis"]

    def has_change_permission(self, request: HttpRequest, obj: Term | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.ended is None)

    def get_form(self, request: HttpRequest, obj: Term | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None and "ended" in form.base_fields:
            # All that is left to say of a term is when it ends.
            form.base_fields["ended"].required = True
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Term | None = None) -> list[str]:
        return ["office", "person", "started", "basis"] if obj else []

    def save_model(self, request: HttpRequest, obj: Term, form: StaffForm, change: bool) -> None:
        actor = self.keeper(request, obj.office.institution.region_id)
        data = form.cleaned_data
        if not change:
            self.take(obj, actions.start_term(actor=actor, **{name: data[name] for name in self.fields}))
        else:
            self.take(obj, actions.end_term(Term.objects.get(pk=obj.pk), ended=data["ended"], actor=actor))
