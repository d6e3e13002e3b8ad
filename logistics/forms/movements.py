"""Shapes of what people type about movements."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from electcoord.directory.models import Unit, Vehicle
from electcoord.elections.models import Election
from logistics.models import Purpose, Way

MOST_ROWS = 60


def _moment(label: Any, **more: Any) -> forms.DateTimeField:
    """A day and an hour, in the office's zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, **more)


def _text(label: Any, longest: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.TextInput(attrs={"class": "form-control"}), **more
    )


def _holder(label: Any, **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control", "list": "pemegang", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=200, widget=widget, **more)


class PlanForm(forms.Form):
    """One movement without its stops."""

    keperluan = forms.ChoiceField(label=lazy("Keperluan"), choices=Purpose.choices)
    dari = _holder(lazy("Berangkat dari"))
    berangkat = _moment(lazy("Rencana berangkat"))
    gelombang = forms.IntegerField(label=lazy("Gelombang"), min_value=1, max_value=99, initial=1)
    jalur = forms.ChoiceField(label=lazy("Jalur"), choices=Way.choices)
    rute = _text(lazy("Rute"), 250, required=False)
    kendaraan = forms.ModelChoiceField(
        label=lazy("Kendaraan"), queryset=Vehicle.objects.none(), required=False,
        empty_label=lazy("tanpa kendaraan dari direktori"),
    )  # fmt: skip
    pengemudi = _text(lazy("Pengemudi"), 120, required=False)
    pengawal = forms.ModelChoiceField(
        label=lazy("Unit pengawal"), queryset=Unit.objects.none(), required=False, empty_label=lazy("belum ada")
    )
    nama_pengawal = _text(lazy("Nama pengawal"), 250, required=False)
    sunyi = forms.IntegerField(
        label=lazy("Ingatkan bila tanpa kabar (menit)"), min_value=10, max_value=2880, initial=60
    )
    tabrakan = forms.BooleanField(label=lazy("Tetap pakai walau sudah dipesan untuk keperluan lain"), required=False)
    kunci = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, election: Election, *args: Any, is_change: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kendaraan"].queryset = _near(Vehicle.objects.select_related("institution"), election)
        self.fields["pengawal"].queryset = _near(Unit.objects.select_related("institution"), election)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Select):
                field.widget.attrs["class"] = "form-select"
            elif isinstance(field.widget, forms.NumberInput):
                field.widget.attrs["class"] = "form-control num"
        self.fields["kendaraan"].label_from_instance = _vehicle
        if is_change:
            # From where and for what a movement is stays; another one is planned instead.
            del self.fields["dari"], self.fields["keperluan"]


def _near(rows: QuerySet[Any], election: Election) -> QuerySet[Any]:
    """What the directory of the kabupaten has in use."""
    return rows.filter(is_active=True, institution__region__code__startswith=election.kabupaten_id)


def _vehicle(row: Vehicle) -> str:
    more = f", {row.capacity_note}" if row.capacity_note else ""
    return f"{row} · {row.institution}{more}"


class StopForm(forms.Form):
    """One stop; a row that is blank throughout is left out."""

    tujuan = _holder(pgettext_lazy("perjalanan", "Tujuan"), required=False)
    tiba = _moment(lazy("Rencana tiba"), required=False)
    kotak = forms.IntegerField(
        label=lazy("Rencana kotak"), required=False, min_value=0, max_value=20_000,
        widget=forms.TextInput(attrs={"class": "form-control num", "inputmode": "numeric", "maxlength": 6}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        # A row with a fault of its own has told it.
        if self.errors or not any(value not in (None, "") for value in data.values()):
            return data
        for name, problem in (("tujuan", lazy("Pilih tujuannya.")), ("tiba", lazy("Isi kapan tiba."))):
            if not data.get(name):
                self.add_error(name, problem)
        return data

    @property
    def is_blank(self) -> bool:
        return not any(value not in (None, "") for value in self.cleaned_data.values())


StopRows = forms.formset_factory(StopForm, extra=0, max_num=MOST_ROWS, validate_max=True, absolute_max=MOST_ROWS)


class MomentForm(forms.Form):
    """When something happened."""

    pada = _moment(lazy("Waktu"))

    @classmethod
    def now(cls) -> "MomentForm":
        return cls(initial={"pada": timezone.localtime()})


class DepartForm(MomentForm):
    menyusul = forms.BooleanField(
        label=lazy("Daftar muatan menyusul dari telepon yang belum terhubung"), required=False
    )


class SignForm(forms.Form):
    kabar = _text(lazy("Kabar"), 250)
    kunci = forms.UUIDField(widget=forms.HiddenInput)


class CancelForm(forms.Form):
    alasan = _text(lazy("Alasan pembatalan"), 200)
