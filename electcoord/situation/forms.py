"""Shapes of what people type about follow-ups."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.names import region_name
from electcoord.common.refs import REF
from electcoord.directory.models import Institution, Office, Term
from electcoord.elections.models import Election
from electcoord.ledger.recording import KABUPATEN_DIGITS
from electcoord.regions.models import Region, titled

DESA_DIGITS = 10
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
_LONG = forms.Textarea(attrs={"rows": 4})


class OpenForm(forms.Form):
    """A new follow-up; places and owners are those of the account's regions."""

    arahan = forms.CharField(label=lazy("Arahan"), max_length=2000, widget=_LONG,
                             help_text=lazy("Apa yang harus dikerjakan, dalam satu atau dua kalimat."))  # fmt: skip
    penanggung = forms.ChoiceField(
        label=lazy("Penanggung jawab"), help_text=lazy("Lembaga, jabatan di dalamnya, atau pemangkunya sekarang.")
    )
    tempat = forms.ChoiceField(label=lazy("Wilayah"))
    sejak = forms.DateField(label=lazy("Sejak"), widget=DAY, help_text=lazy("Hari arahan diberikan."))
    tenggat = forms.DateField(label=lazy("Tenggat"), widget=DAY)
    judul = forms.CharField(label=lazy("Asal"), max_length=200, required=False,
                            help_text=lazy("Rapat atau pertemuan tempat arahan ini diberikan."))  # fmt: skip
    asal = forms.RegexField(REF.pattern + r"\Z", required=False, widget=forms.HiddenInput)
    kunci = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        found = places(user, Can.MANAGE_FOLLOW_UPS)
        self.places = {key: place for key, place in found.items() if len(place[1]) <= DESA_DIGITS}
        self.owners = owners_in({code for _election, code in self.places.values()})
        self.regions = Region.objects.in_bulk({code for _election, code in self.places.values()})
        several = len({election.pk for election, _code in self.places.values()}) > 1
        self.fields["tempat"].choices = [
            (key, place_name(election, self.regions[code], several)) for key, (election, code) in self.places.items()
        ]
        self.fields["penanggung"].choices = [("", _("Pilih penanggung jawab")), *grouped(self.owners)]

    @property
    def place(self) -> tuple[Election, str]:
        return self.places[self.cleaned_data["tempat"]]

    @property
    def owner(self) -> dict[str, Any]:
        return owner_of(self.owners[self.cleaned_data["penanggung"]])


def owner_of(found: Institution | Office | Term) -> dict[str, Any]:
    """`institution`, `office` and `person` of a chosen owner."""
    if isinstance(found, Term):
        return {"institution": found.office.institution, "office": found.office, "person": found.person}
    if isinstance(found, Office):
        return {"institution": found.institution, "office": found}
    return {"institution": found}


def places(user: Any, can: Can) -> dict[str, tuple[Election, str]]:
    """`slug:code` of every place where the account may do this: its regions, and kecamatan of a kabupaten."""
    found: dict[str, tuple[Election, str]] = {}
    for election in access.elections_of(user):
        for code in access.scope(user, can, election):
            code = code if len(code) >= KABUPATEN_DIGITS else election.kabupaten_id
            codes = [code]
            if len(code) == KABUPATEN_DIGITS:
                below = Region.objects.filter(code__startswith=code, kind="kecamatan").values_list("code", flat=True)
                codes += sorted(below)
            found |= {f"{election.slug}:{each}": (election, each) for each in codes}
    return found


def place_name(election: Election, region: Region, several: bool, code: str = "") -> str:
    """As the choice of places says it; `code` of a TPS in it, `several`: with the election's name."""
    name = titled(region.kind, region_name(region.name))
    if len(code) > DESA_DIGITS:
        name = f"TPS {code[-3:]}, {name}"
    return f"{name} · {election.name}" if several else name


def owners_in(codes: set[str]) -> dict[str, Institution | Office | Term]:
    """Institutions in the kabupaten of these places, their offices, and who holds those today."""
    query = Q(pk__in=[])
    for kabupaten in {code[:KABUPATEN_DIGITS] for code in codes}:
        query |= Q(region__code__startswith=kabupaten)
    held = Term.objects.on(timezone.localdate()).select_related("person", "office__institution").order_by("started")
    offices = Office.objects.filter(is_active=True).select_related("institution").prefetch_related(
        Prefetch("terms", held, to_attr="terms_today")
    )  # fmt: skip
    rows = Institution.objects.filter(query, is_active=True).prefetch_related(Prefetch("offices", offices))
    found: dict[str, Institution | Office | Term] = {}
    for institution in rows.order_by("name"):
        found[f"l{institution.pk}"] = institution
        for office in institution.offices.all():
            found[f"j{office.pk}"] = office
            found |= {f"o{term.pk}": term for term in office.terms_today}
    return found


def grouped(owners: dict[str, Institution | Office | Term]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    for key, row in owners.items():
        if isinstance(row, Institution):
            groups.append((row.name, [(key, _("%(name)s (lembaga)") % {"name": row.name})]))
        else:
            name = row.title if isinstance(row, Office) else f"{row.office.title}: {row.person.name}"
            groups[-1][1].append((key, name))
    return groups


class DeedForm(forms.Form):
    """What comes with any deed on a follow-up; which of it is due, the action says."""

    perbuatan = forms.CharField(max_length=20)
    urutan = forms.IntegerField(min_value=0, max_value=32767)
    teks = forms.CharField(max_length=2000, required=False)
    bukti = forms.CharField(max_length=2000, required=False)
    tenggat = forms.DateField(required=False)
    penanggung = forms.CharField(max_length=20, required=False)

    @property
    def due(self) -> date | None:
        return self.cleaned_data["tenggat"]
