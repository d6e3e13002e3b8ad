"""Django admin for staff: every page asks access.py, every save goes through an action, nothing is deleted.

Order of refusals: 302 to the login page, 405 for a method that the page does not take, 403 without USE_ADMIN or the
verb of the model, 404 for a row outside the person's regions and elections, 403 for a deed that the verb does not
allow. Django's own log of the admin stays empty: the ledger tells what was done, and holds no names.
"""

from collections.abc import Callable
from functools import reduce
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.elections.models import Election
from electcoord.ledger.recording import Actor


class StaffForm(forms.ModelForm):
    """Shows what the action refused as an error of the form."""

    request: HttpRequest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
    """

    can_view: Can = Can.USE_ADMIN
    can_add: Can | None = None
    can_change: Can | None = None
    region_path = "election__kabupaten__code"
    election_path = "election"
    form = StaffForm
    view_on_site = False
    show_full_result_count = False
    save_on_top = False
    list_per_page = 50

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
        """A row of this model as a choice elsewhere; must tell it from every other."""
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

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        obj = kwargs.get("obj")
        if obj is not None and access.has_anywhere(request.user, Can.VIEW_LEDGER):
            context["ledger_url"] = self.ledger_url(obj)
        return super().render_change_form(request, context, **kwargs)

    def ledger_url(self, obj: Any) -> str:
        return f"{reverse('office:ledger')}?{urlencode({'lembar': self.ledger_subject(obj)})}"

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The story of a row is in the ledger."""
        found = self.get_object(request, object_id)
        if not access.has_anywhere(request.user, Can.VIEW_LEDGER):
            raise PermissionDenied
        return redirect(self.ledger_url(found))

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


def column(path: str, label: str) -> Callable[[Any], Any]:
    """A related row under an Indonesian title, for lists and read-only pages."""

    @admin.display(description=label, ordering=path)
    def shown(obj: Any) -> Any:
        found = reduce(getattr, path.split("__"), obj)
        return "–" if found is None else found

    return shown


class ElectionFilter(admin.SimpleListFilter):
    """The person's elections; Django's own filter would name everybody's."""

    title = "pemilu"
    parameter_name = "pemilu"
    path = "election"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(election.slug, election.name) for election in access.elections_of(request.user)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{f"{self.path}__slug": self.value()}) if self.value() else queryset


def regions_of(user: Any, can: Can) -> list[str]:
    """Region codes in which the verb holds in any election now, and for rows that belong to no election."""
    codes = set(access.scope(user, can, None))
    for election in access.elections_of(user):
        codes.update(access.scope(user, can, election))
    return sorted(codes)
