"""Templates of an office: uploaded, taken along, put in use and out of it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin, StaffForm, moment, regions_of
from electcoord.common.download import file_response
from electcoord.common.errors import RuleError
from electcoord.papers import word_templates
from electcoord.papers.admin.register import IN_USE, KindFilter, keeper
from electcoord.papers.attachments import guarded
from electcoord.papers.models import (
    DocumentKind,
    WordTemplate,
)
from electcoord.regions.models import Kind as RegionKind
from electcoord.regions.models import Region

USE = [("True", _("dipakai")), ("False", _("tidak dipakai lagi"))]


class TemplateForm(StaffForm):
    """The file, beside what it is for."""

    berkas = forms.FileField(label=_("Berkas .docx"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "berkas" in self.fields:
            self.fields["berkas"].widget.attrs["accept"] = ".docx"
            known = ", ".join(sorted(word_templates.FIELDS))
            self.fields["berkas"].help_text = (
                gettext("mulai dari templat bawaan di daftar; isian yang dikenal: %(names)s") % {"names": known}
            )  # fmt: skip


@admin.register(WordTemplate)
class WordTemplateAdmin(StaffAdmin):
    """A version is uploaded once and kept; afterwards only whether it is used changes."""

    can_view = can_add = can_change = Can.MANAGE_TEMPLATES
    group = "naskah"
    region_path = "region__code"
    election_path = ""
    form = TemplateForm
    purpose = _("Templat surat .docx per kabupaten; yang dipakai ialah versi aktif terbaru.")
    list_display = ["kind", "region", "number", "name", "is_active", moment("uploaded_at", _("waktu unggah"))]
    list_filter = [KindFilter, IN_USE]
    list_select_related = ["kind", "region"]
    search_fields = ["name", "kind__code", "^region__code"]
    readonly = ("kind", "region", "number", "name", "size", "sha256", "used", "file")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*self.readonly, "is_active"] if obj else ["kind", "region", "name", "berkas"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.readonly if obj else ()

    def ledger_subject(self, obj: WordTemplate) -> str:
        return obj.ledger_subject

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Use is chosen, not ticked: a form that arrives empty must not take a template out of use."""
        if db_field.name != "is_active":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return forms.TypedChoiceField(label=_("Keadaan"), choices=USE, coerce=lambda value: value == "True")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The offices whose templates the person keeps."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "region" and field is not None:
            inside = access.region_q(regions_of(request.user, Can.MANAGE_TEMPLATES), "code")
            field.queryset = Region.objects.filter(inside, kind__in=[RegionKind.KABUPATEN, RegionKind.KOTA])
        return field

    @admin.display(description=_("isian"))
    def used(self, obj: WordTemplate) -> str:
        return ", ".join(obj.placeholders) or "–"

    @admin.display(description=_("berkas"))
    def file(self, obj: WordTemplate) -> str:
        return format_html('<a href="{}">{}</a>', self.url("file", obj.pk), gettext("Unduh berkas .docx"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        kinds = DocumentKind.objects.filter(is_active=True)
        links = format_html_join(
            ", ", '<a href="{}">{}</a>', ((self.url("shipped", kind.code), kind.code) for kind in kinds)
        )
        told = format_html("{} {}: {}", self.purpose, gettext("Templat bawaan"), links)
        return super().changelist_view(request, {"purpose": told, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<int:pk>/berkas/", self.file_view, name=f"{info}_file"),
            path("bawaan/<slug:code>/", self.shipped_view, name=f"{info}_shipped"),
            *super().get_urls(),
        ]

    def file_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        template = self.get_object(request, str(pk))
        try:
            content = word_templates.file_of(template)
        except RuleError as error:
            raise Http404 from error
        return guarded(file_response(content, f"templat-{template.kind.code}-v{template.number}.docx"))

    def shipped_view(self, request: HttpRequest, code: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not DocumentKind.objects.filter(code=code).exists():
            raise Http404
        return guarded(file_response(word_templates.default(code), f"templat-{code}.docx"))

    def save_model(self, request: HttpRequest, obj: WordTemplate, form: TemplateForm, change: bool) -> None:
        data = form.cleaned_data
        actor = keeper(request, Can.MANAGE_TEMPLATES, obj.region_id)
        if change:
            saved = word_templates.activate(WordTemplate.objects.get(pk=obj.pk), active=data["is_active"], actor=actor)
        else:
            saved = word_templates.upload(
                _content(data.get("berkas")), kind=obj.kind, region=obj.region, name=data["name"], actor=actor
            )
        obj.__dict__.update(saved.__dict__)


def _content(file: Any) -> bytes:
    """The bytes of an upload, not one more than are taken."""
    if file is None:
        raise RuleError(gettext("Pilih berkas .docx."))
    return file.read(word_templates.MAX_BYTES + 1)
