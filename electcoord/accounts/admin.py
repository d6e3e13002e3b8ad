"""Accounts and roles; the rules are in actions.py, who may in access.py."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from electcoord.accounts import access, actions, selectors
from electcoord.accounts.access import Can
from electcoord.accounts.account_file import AccountFile
from electcoord.accounts.admin_forms import GrantForm, NewUserForm, UserForm
from electcoord.accounts.models import Grant, Role, User
from electcoord.accounts.staff import StaffAdmin, column, moment
from electcoord.accounts.staff_filters import (
    Choose,
    ElectionFilter,
    KecamatanFilter,
    SignedInFilter,
    choose,
    choose_flag,
    place_at,
)
from electcoord.common.errors import RuleError
from electcoord.ledger.recording import Actor

# How many accounts get a new password at once: each is told to a person.
MOST_PASSWORDS = 20
LAST_LOGIN = moment("last_login", gettext_lazy("masuk terakhir"), gettext_lazy("belum pernah"))
ENDED = moment("ended_at", gettext_lazy("berakhir"), gettext_lazy("berlaku"))
USERNAME = column("user__username", gettext_lazy("nama pengguna"))


class HeldRoleFilter(Choose):
    """Accounts that hold the role now, where the person manages accounts."""

    title = gettext_lazy("peran")
    parameter_name = "peran"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        nobody = [("tanpa", _("tanpa peran"))] if "" in access.scope(request.user, Can.MANAGE_ACCOUNTS, None) else []
        return [*nobody, *Role.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        if self.value() == "tanpa":
            return queryset.filter(pk__in=selectors.accounts_without_role().values("pk"))
        grants = selectors.grants_under(request.user).in_force().filter(role=self.value())
        return queryset.filter(pk__in=grants.order_by().values("user"))


class HeldPlaceFilter(KecamatanFilter):
    """Accounts that hold a role in the kecamatan now, or in one of its desa or TPS."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        grants = selectors.grants_under(request.user).in_force().filter(region__startswith=self.value())
        return queryset.filter(pk__in=grants.order_by().values("user"))


class InForceFilter(Choose):
    title = gettext_lazy("masa")
    parameter_name = "masa"
    options = (("berlaku", gettext_lazy("berlaku")), ("berakhir", gettext_lazy("sudah berakhir")))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "berlaku":
            return queryset.in_force()
        if self.value() == "berakhir":
            return queryset.filter(ended_at__isnull=False)
        return queryset.none() if self.value() else queryset


def managing(request: HttpRequest, user: User) -> Actor:
    """The actor for a deed on an account: the role that covers one of its own."""
    for grant in selectors.grants_under(request.user).filter(user=user).select_related("election"):
        if access.may(request.user, Can.MANAGE_ACCOUNTS, region=grant.region, election=grant.election):
            return access.acting(request.user, Can.MANAGE_ACCOUNTS, region=grant.region, election=grant.election)
    return access.acting(request.user, Can.MANAGE_ACCOUNTS, region="", election=None)


@admin.register(User)
class UserAdmin(StaffAdmin):
    can_view = can_add = can_change = Can.MANAGE_ACCOUNTS
    group = "akun"
    purpose = gettext_lazy("Siapa yang dapat masuk: nama, peran, aktif atau tidak, sandi pertama.")
    importer = AccountFile
    list_display = ["username", "name", "roles", "is_active", "must_change_password", LAST_LOGIN]
    list_filter = [
        HeldRoleFilter, HeldPlaceFilter, SignedInFilter,
        choose_flag(gettext_lazy("keadaan"), "aktif", "is_active", gettext_lazy("aktif"), gettext_lazy("nonaktif")),
    ]  # fmt: skip
    search_fields = ["username", "name"]
    ordering = ["username"]
    actions = ["new_password"]

    def limited(self, user: Any, can: Can) -> QuerySet:
        return selectors.accounts_seen(user)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or obj.pk is None or selectors.accounts_managed(request.user).filter(pk=obj.pk).exists()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        grants = selectors.grants_under(request.user).in_force().select_related("election")
        return super().get_queryset(request).prefetch_related(Prefetch("grants", grants, to_attr="shown_grants"))

    def ledger_subject(self, obj: User) -> str:
        return actions.subject(obj)

    def choice_text(self, obj: User) -> str:
        return f"{obj.name} ({obj.username})"

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = UserForm if change else NewUserForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        if obj is None:
            return ["username", "name", "role", "region", "election"]
        return ["username", "name", "is_active", "must_change_password", LAST_LOGIN, "role_list"]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return [] if obj is None else ["username", "must_change_password", LAST_LOGIN, "role_list"]

    @admin.display(description=gettext_lazy("peran"))
    def roles(self, obj: User) -> str:
        return ", ".join(str(grant) for grant in obj.shown_grants) or "–"

    @admin.display(description=gettext_lazy("peran"))
    def role_list(self, obj: User) -> str:
        """The roles that the person manages, each a link to its page, and the way to one more."""
        rows = [
            (
                reverse("admin:accounts_grant_change", args=[grant.pk]),
                f"{grant} · {grant.election or _('setiap pemilu')}",
            )
            for grant in obj.shown_grants
        ]
        rows.append((f"{reverse('admin:accounts_grant_add')}?user={obj.pk}", _("Tambah peran")))
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>', rows)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            self._change(request, obj, form)
        else:
            self._create(request, obj, form)

    def _create(self, request: HttpRequest, obj: User, form: Any) -> None:
        data = form.cleaned_data
        actor = self.actor(request, Can.MANAGE_ACCOUNTS, region=data["region"], election=data["election"])
        password = actions.first_password()
        with transaction.atomic():
            user = actions.create_user(
                username=data["username"], name=data["name"], password=password, actor=actor,
                must_change_password=True,
            )  # fmt: skip
            actions.give_grant(user, role=data["role"], region=data["region"], election=data["election"], actor=actor)
        obj.__dict__.update(user.__dict__)
        self._tell(request, user, password)

    def _change(self, request: HttpRequest, obj: User, form: Any) -> None:
        actor = managing(request, obj)
        user = User.objects.get(pk=obj.pk)
        if "name" in form.changed_data:
            actions.change_user(user, name=form.cleaned_data["name"], actor=actor)
        actions.set_active(user, form.cleaned_data["is_active"], actor=actor)

    @admin.action(description=gettext_lazy("Sandi baru"), permissions=["change"])
    def new_password(self, request: HttpRequest, queryset: QuerySet) -> None:
        if queryset.count() > MOST_PASSWORDS:
            self.message_user(request, _("Pilih paling banyak %(n)s akun.") % {"n": MOST_PASSWORDS}, messages.ERROR)
            return
        for user in queryset:
            if not self.has_change_permission(request, user):
                refused = _("%(user)s: punya peran di luar wewenang Anda.") % {"user": user.username}
                self.message_user(request, refused, messages.ERROR)
                continue
            try:
                self._tell(request, user, actions.give_new_password(user, actor=managing(request, user)))
            except RuleError as refusal:
                self.message_user(request, f"{user.username}: {refusal}", messages.ERROR)

    def _tell(self, request: HttpRequest, user: User, password: str) -> None:
        text = _("Kata sandi pertama %(user)s: %(password)s (hanya tampil sekali; wajib diganti saat masuk).")
        self.message_user(request, text % {"user": user.username, "password": password}, messages.SUCCESS)


@admin.register(Grant)
class GrantAdmin(StaffAdmin):
    can_view = can_add = Can.MANAGE_ACCOUNTS
    form = GrantForm
    group = "akun"
    purpose = gettext_lazy("Siapa berperan apa, di wilayah mana, pada pemilu dan tahapan mana.")
    importer = AccountFile
    list_display = ["user", USERNAME, "role", "region", "election", "stage", ENDED]
    list_filter = [
        choose(gettext_lazy("peran"), "peran", "role", Role.choices), ElectionFilter, *place_at("region")[:1],
        InForceFilter,
    ]  # fmt: skip
    export_columns = (
        ("nama_pengguna", lambda grant: grant.user.username),
        ("nama", lambda grant: grant.user.name),
        ("peran", lambda grant: grant.role),
        ("wilayah", lambda grant: grant.region),
        ("pemilu", lambda grant: grant.election.slug if grant.election else ""),
        ("tahapan", lambda grant: grant.stage),
        ("berakhir", lambda grant: grant.ended_at),
    )
    list_select_related = ["user", "election"]
    search_fields = ["user__username", "user__name", "=region"]
    autocomplete_fields = ["user"]
    fields = ["user", "role", "region", "election", "stage"]
    actions = ["end"]

    def limited(self, user: Any, can: Can) -> QuerySet:
        return selectors.grants_under(user)

    def choice_text(self, obj: Grant) -> str:
        return f"{obj.user.name}: {obj}"

    def get_readonly_fields(self, request: HttpRequest, obj: Grant | None = None) -> list[Any]:
        return [] if obj is None else [ENDED]

    def ledger_subject(self, obj: Grant) -> str:
        return actions.subject(obj.user)

    def get_fields(self, request: HttpRequest, obj: Grant | None = None) -> list[str]:
        return self.fields if obj is None else [*self.fields, ENDED]

    def save_model(self, request: HttpRequest, obj: Grant, form: Any, change: bool) -> None:
        if change:
            raise PermissionDenied
        data = form.cleaned_data
        actor = self.actor(request, Can.MANAGE_ACCOUNTS, region=data["region"], election=data["election"])
        given = actions.give_grant(**{key: data[key] for key in self.fields}, actor=actor)
        obj.__dict__.update(given.__dict__)

    def has_end_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    @admin.action(description=gettext_lazy("Akhiri peran"), permissions=["end"])
    def end(self, request: HttpRequest, queryset: QuerySet) -> None:
        ended = 0
        for grant in queryset.select_related("user", "election"):
            actor = self.actor(request, Can.MANAGE_ACCOUNTS, region=grant.region, election=grant.election)
            try:
                actions.end_grant(grant, actor=actor)
            except RuleError as refusal:
                self.message_user(request, f"{grant}: {refusal}", messages.ERROR)
            else:
                ended += 1
        if ended:
            self.message_user(request, _("%(n)s peran diakhiri.") % {"n": ended}, messages.SUCCESS)
