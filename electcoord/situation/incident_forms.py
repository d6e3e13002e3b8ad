"""Shapes of what people type about incidents."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.common.refs import REF
from electcoord.elections.models import Tps
from electcoord.regions.models import Region
from electcoord.situation.forms import DESA_DIGITS, place_name, places
from electcoord.situation.kinds import Kind
from electcoord.situation.states import Severity

MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
_LONG = forms.Textarea(attrs={"rows": 4})


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ReportForm(forms.Form):
    """A new incident of a kind: what happened, where, when, and what the kind asks for."""

    kejadian = forms.CharField(label=lazy("Yang terjadi"), max_length=2000, widget=_LONG)
    tempat = forms.ChoiceField(label=lazy("Wilayah"))
    kode_tps = forms.RegexField(
        r"^[0-9]{13}\Z", label=lazy("Kode TPS"), required=False,
        help_text=lazy("13 angka; kosong bila tidak di sebuah TPS."),
        error_messages={"invalid": lazy("Kode TPS terdiri dari 13 angka.")},
    )  # fmt: skip
    waktu = forms.DateTimeField(label=lazy("Waktu kejadian"), widget=MOMENT)
    sebab = forms.CharField(label=lazy("Sebab, bila sudah diketahui"), max_length=2000, required=False,
                            widget=forms.Textarea(attrs={"rows": 2}))  # fmt: skip
    tingkat = forms.ChoiceField(label=lazy("Tingkat"), choices=Severity.choices)
    asal = forms.RegexField(REF.pattern + r"\Z", required=False, widget=forms.HiddenInput)
    judul = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    berkas = forms.Field(
        label=lazy("Foto atau PDF"), required=False,
        widget=FilesInput(attrs={"accept": "image/*,application/pdf", "multiple": True}),
        help_text=lazy("Paling banyak lima berkas."),
    )  # fmt: skip
    kunci = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.places = places(user, Can.REPORT_INCIDENTS)
        self.regions = Region.objects.in_bulk({code[:DESA_DIGITS] for _election, code in self.places.values()})
        several = len({election.pk for election, _code in self.places.values()}) > 1
        self.fields["tempat"].choices = [
            (key, place_name(election, self.regions[code[:DESA_DIGITS]], several, code))
            for key, (election, code) in self.places.items()
        ]
        self.fields["tingkat"].initial = kind.severity
        self.asks = kind.asks
        for ask in kind.asks:
            self.fields[f"rinci_{ask.key}"] = forms.CharField(
                label=ask.label, help_text=ask.help, max_length=ask.longest, required=ask.is_required
            )
        self.order_fields(["kejadian", *(f"rinci_{ask.key}" for ask in kind.asks)])

    @property
    def details(self) -> dict[str, str]:
        return {ask.key: self.cleaned_data[f"rinci_{ask.key}"] for ask in self.asks}

    def where(self) -> tuple[Any, Region, str]:
        """Election, region and TPS code ("" for none); RuleError for a TPS that is not in the place."""
        election, code = self.cleaned_data["tempat"] and self.places[self.cleaned_data["tempat"]]
        typed = self.cleaned_data["kode_tps"] or (code if len(code) > DESA_DIGITS else "")
        if not typed:
            return election, self.regions[code], ""
        tps = Tps.objects.filter(election=election, code=typed).select_related("desa").first()
        if tps is None or not typed.startswith(code):
            raise RuleError(_("Tidak ada TPS %(code)s di wilayah yang dipilih.") % {"code": typed})
        return election, tps.desa, typed


class IncidentDeedForm(forms.Form):
    """What comes with any deed on an incident; which of it is due, the action says."""

    perbuatan = forms.CharField(max_length=20)
    urutan = forms.IntegerField(min_value=0, max_value=32767)
    teks = forms.CharField(max_length=2000, required=False)
    hasil = forms.CharField(max_length=20, required=False)
    tenggat = forms.DateTimeField(required=False)
    penanggung = forms.CharField(max_length=20, required=False)

    @property
    def due(self) -> datetime | None:
        return self.cleaned_data["tenggat"]
