"""Filters of the admin's lists: each a list to choose from, with nothing in it that the person may not see."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from electcoord.accounts import access
from electcoord.common.names import region_name
from electcoord.elections.models import Contest, Election, Party
from electcoord.ledger.recording import KECAMATAN_DIGITS
from electcoord.regions.models import Kind, Region

Choices = list[tuple[str, Any]]


class Choose(admin.SimpleListFilter):
    """Rows whose column `path` is what was chosen; a blank choice is every row."""

    path = ""
    options: Any = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return list(self.options)

    def has_output(self) -> bool:
        """A list with a single choice says nothing."""
        return len(self.lookup_choices) > 1 or bool(self.value())

    def value(self) -> str | None:
        """What was chosen, in signs that both databases take."""
        chosen = super().value()
        return chosen.replace("\x00", "\ufffd") if chosen else chosen

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(self.condition(self.value())) if self.value() else queryset

    def condition(self, value: str) -> Q:
        """Rows that the chosen value names; what was never offered finds nothing."""
        known = {str(key) for key, _label in self.lookup_choices}
        return Q(**{self.path: value}) if value in known else Q(pk__in=[])


def choose(title: Any, parameter: str, path: str, options: Any) -> type[Choose]:
    """A filter over the choices of a column."""
    return type("Chosen", (Choose,), {"title": title, "parameter_name": parameter, "path": path, "options": options})


def choose_flag(title: Any, parameter: str, path: str, yes: Any, no: Any) -> type[Choose]:
    """A filter over a column that is true or false."""
    by_word = {"ya": True, "tidak": False}

    def condition(self: Choose, value: str) -> Q:
        return Q(**{path: by_word[value]}) if value in by_word else Q(pk__in=[])

    found = choose(title, parameter, path, [("ya", yes), ("tidak", no)])
    found.condition = condition
    return found


class ElectionFilter(Choose):
    """The person's elections; Django's own filter would name everybody's."""

    title = gettext_lazy("pemilu")
    parameter_name = "pemilu"
    path = "election"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(election.slug, election.name) for election in access.elections_of(request.user)]

    def condition(self, value: str) -> Q:
        return Q(**{f"{self.path}__slug": value})


def election_at(path: str) -> type[ElectionFilter]:
    """The same where the election is reached another way."""
    return type("ElectionThere", (ElectionFilter,), {"path": path})


def _elections(request: HttpRequest) -> QuerySet[Election]:
    """The person's elections, narrowed by the filter beside this one."""
    found = access.elections_of(request.user)
    chosen = request.GET.get(ElectionFilter.parameter_name)
    return found.filter(slug=chosen.replace("\x00", "\ufffd")) if chosen else found


class KecamatanFilter(Choose):
    """By a code that begins with the kecamatan's."""

    title = gettext_lazy("kecamatan")
    parameter_name = "kecamatan"
    path = "code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        regions = Region.objects.filter(kind=Kind.KECAMATAN).filter(self.inside(request, model_admin))
        return [(region.code, region_name(region.name)) for region in regions]

    def inside(self, request: HttpRequest, model_admin: Any) -> Q:
        codes = model_admin.region_codes(request.user)
        below = access.region_q(codes, "code")
        # Who works in one desa sees its kecamatan as the only choice.
        return below | Q(code__in=[code[:KECAMATAN_DIGITS] for code in codes if len(code) > KECAMATAN_DIGITS])

    def condition(self, value: str) -> Q:
        digits = value.isascii() and value.isdigit()
        return Q(**{f"{self.path}__startswith": value}) if digits else Q(pk__in=[])


class DesaFilter(KecamatanFilter):
    """The desa of the kecamatan that was chosen beside it; before that there would be hundreds."""

    title = gettext_lazy("desa/kelurahan")
    parameter_name = "desa"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        kecamatan = request.GET.get(KecamatanFilter.parameter_name, "")
        if len(kecamatan) != KECAMATAN_DIGITS or not kecamatan.isascii() or not kecamatan.isdigit():
            return []
        desa = Region.objects.filter(code__startswith=kecamatan, kind__in=[Kind.DESA, Kind.KELURAHAN])
        inside = access.region_q(model_admin.region_codes(request.user), "code")
        return [(region.code, region_name(region.name)) for region in desa.filter(inside)]


def place_at(path: str) -> list[type[Choose]]:
    """Kecamatan and desa by the code at `path`."""
    return [type(f"{kind.__name__}There", (kind,), {"path": path}) for kind in (KecamatanFilter, DesaFilter)]


class ContestFilter(Choose):
    """Contests of the person's elections, by key: the same jenis in two elections is one choice."""

    title = gettext_lazy("kontes")
    parameter_name = "kontes"
    path = "contest__key"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        found = Contest.objects.filter(election__in=_elections(request)).order_by("election", "order")
        return list({contest.key: (contest.key, contest.title) for contest in found}.values())


def contest_at(path: str) -> type[ContestFilter]:
    return type("ContestThere", (ContestFilter,), {"path": f"{path}__key"})


class PartyFilter(Choose):
    title = gettext_lazy("partai")
    parameter_name = "partai"
    path = "party__number"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        found = Party.objects.filter(election__in=_elections(request)).order_by("number")
        return list({party.number: (str(party.number), str(party)) for party in found}.values())


class BlankFilter(Choose):
    """Rows in which one of the columns `paths` is blank, or none is."""

    paths: tuple[str, ...] = ()
    options = (("kosong", gettext_lazy("belum lengkap")), ("terisi", gettext_lazy("terisi")))

    def condition(self, value: str) -> Q:
        blank = Q()
        for path in self.paths:
            blank |= Q(**{f"{path}__isnull": True})
        return {"kosong": blank, "terisi": ~blank}.get(value, Q(pk__in=[]))


class SignedInFilter(Choose):
    """Whether somebody has used the account yet."""

    title = gettext_lazy("masuk")
    parameter_name = "masuk"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [
            ("belum", _("belum pernah masuk")),
            ("sandi", _("belum ganti sandi pertama")),
            ("sudah", _("pernah masuk")),
        ]

    def condition(self, value: str) -> Q:
        return {
            "belum": Q(last_login__isnull=True), "sudah": Q(last_login__isnull=False),
            "sandi": Q(must_change_password=True),
        }.get(value, Q(pk__in=[]))  # fmt: skip
