"""Shapes of what people fill in about meetings; the rules are in the actions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from meetings.models import Answer, DecisionKind, DecisionWay, MeetingKind, Side

LONG = {"rows": 3}
MOMENT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A day and a time of this office's zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"})
        super().__init__(input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S"], widget=widget, **kwargs)

    def clean(self, value: Any) -> datetime | None:
        found = super().clean(value)
        if found and not 2000 <= found.year <= 2100:
            raise forms.ValidationError(lazy("Tahun itu tidak mungkin."))
        return found


def shown(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime(MOMENT) if moment else ""


class MeetingForm(forms.Form):
    """The plan of a meeting; the first day is asked for when it is new."""

    jenis = forms.ChoiceField(label=lazy("Jenis rapat"), choices=MeetingKind.choices)
    judul = forms.CharField(label=lazy("Judul"), max_length=200)
    wilayah = forms.ChoiceField(
        label=lazy("Wilayah"), help_text=lazy("Kabupaten untuk rapat KPU, kecamatan untuk rapat PPK.")
    )
    penyelenggara = forms.ChoiceField(
        label=lazy("Penyelenggara"), help_text=lazy("Siapa yang mengadakan rapat; boleh lembaga lain.")
    )
    gedung = forms.ChoiceField(
        label=lazy("Tempat dari direktori"), required=False, help_text=lazy("Dipesan untuk sesi pertama rapat ini.")
    )
    tempat = forms.CharField(label=lazy("Tempat"), max_length=200)
    mulai = MomentField(label=lazy("Mulai"))
    selesai = MomentField(
        label=pgettext_lazy("waktu", "Selesai"), help_text=lazy("Hari berikutnya ditambahkan sesudah disimpan.")
    )
    tujuan = forms.CharField(label=lazy("Tujuan"), max_length=2000, required=False, widget=forms.Textarea(attrs=LONG))
    alasan_tabrakan = forms.CharField(
        label=lazy("Alasan menerima tabrakan"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("Kosongkan bila memilih waktu atau tempat lain. Tanpa nama orang; alasan masuk buku kejadian."),
    )  # fmt: skip
    kunci = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, regions: Iterable[tuple[str, str]], organisers: Any,
        venues: Iterable[tuple[int, str]] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        """`venues`: what a new meeting can book at once; None for the form of a meeting that is there already."""
        super().__init__(*args, **kwargs)
        self.fields["wilayah"].choices = list(regions)
        self.fields["penyelenggara"].choices = [("", lazy("Pilih lembaga")), *organisers]
        if venues is None:
            for name in ("wilayah", "gedung", "mulai", "selesai", "alasan_tabrakan", "kunci"):
                del self.fields[name]
            return
        self.fields["gedung"].choices = [("", lazy("Tanpa pemesanan")), *venues]
        self.fields["tempat"].required = False
        self.fields["tempat"].help_text = lazy("Kosong: nama dan alamat tempat dari direktori.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "gedung" in self.fields and not data.get("gedung") and not data.get("tempat") and not self.errors:
            self.add_error("tempat", lazy("Pilih tempat dari direktori, atau tulis tempatnya."))
        return data


class DayForm(forms.Form):
    judul_sesi = forms.CharField(label=lazy("Judul sesi (boleh kosong)"), max_length=120, required=False)
    mulai = MomentField(label=lazy("Mulai"))
    selesai = MomentField(label=pgettext_lazy("waktu", "Selesai"))
    alasan_tabrakan = forms.CharField(
        label=lazy("Alasan bila pemesanan bertabrakan (boleh kosong)"), max_length=500, required=False
    )


class ItemForm(forms.Form):
    acara = forms.CharField(label=lazy("Mata acara"), max_length=200)
    menit = forms.IntegerField(label=lazy("Menit"), min_value=1, max_value=1440, required=False)
    pembicara = forms.CharField(label=lazy("Pembicara"), max_length=160, required=False)
    penetapan = forms.BooleanField(label=lazy("Penetapan hasil (tanpa pemungutan suara)"), required=False)


class AnswerForm(forms.Form):
    jawaban = forms.ChoiceField(
        label=lazy("Jawaban"), widget=forms.RadioSelect,
        # Asked anew for every reader, in their language.
        choices=lambda: [(a.value, a.label.capitalize()) for a in Answer if a != Answer.BELUM],
    )  # fmt: skip
    pengganti = forms.CharField(label=lazy("Nama yang mewakili"), max_length=120, required=False)
    jabatan_pengganti = forms.CharField(label=lazy("Jabatan yang mewakili"), max_length=120, required=False)
    catatan = forms.CharField(label=lazy("Catatan"), max_length=250, required=False)


class PickForm(forms.Form):
    """Ticks of the picker."""

    jabatan = forms.TypedMultipleChoiceField(coerce=int, required=False)
    lembaga = forms.TypedMultipleChoiceField(coerce=int, required=False)
    pihak = forms.ChoiceField(choices=Side.choices)
    orang = forms.IntegerField(min_value=1, max_value=200, required=False)

    def __init__(self, *args: Any, offices: Iterable[int], institutions: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jabatan"].choices = [(pk, pk) for pk in offices]
        self.fields["lembaga"].choices = [(pk, pk) for pk in institutions]


class StepForm(forms.Form):
    """A step of the meeting; which of the parts it needs, the action says."""

    perbuatan = forms.CharField(max_length=20)
    alasan = forms.CharField(max_length=500, required=False)
    sampai = MomentField(required=False)
    mulai = MomentField(required=False)
    sesi = forms.UUIDField(required=False)
    alasan_tabrakan = forms.CharField(max_length=500, required=False)


class DeskForm(forms.Form):
    """What is done at the desk."""

    perbuatan = forms.CharField(max_length=20)
    sesi = forms.UUIDField()
    undangan = forms.UUIDField(required=False)
    kursi = forms.IntegerField(min_value=1, max_value=200, required=False)
    orang = forms.UUIDField(required=False)
    hadir = forms.UUIDField(required=False)
    nama = forms.CharField(max_length=120, required=False)
    jabatan = forms.CharField(max_length=160, required=False)
    lembaga = forms.CharField(max_length=160, required=False)
    alasan = forms.CharField(max_length=250, required=False)
    datang = MomentField(required=False)
    pergi = MomentField(required=False)
    kunci = forms.UUIDField(required=False)
    kode = forms.CharField(max_length=60, required=False)


class RemarkForm(forms.Form):
    perbuatan = forms.CharField(max_length=20)
    sesi = forms.UUIDField()
    acara = forms.UUIDField(required=False)
    orang = forms.UUIDField(required=False)
    pembicara = forms.CharField(max_length=200, required=False)
    isi = forms.CharField(max_length=10_000, required=False)
    jenis = forms.ChoiceField(choices=DecisionKind.choices, required=False)
    cara = forms.ChoiceField(choices=DecisionWay.choices, required=False)
    setuju = forms.IntegerField(min_value=0, max_value=1000, required=False)
    tidak = forms.IntegerField(min_value=0, max_value=1000, required=False)
    abstain = forms.IntegerField(min_value=0, max_value=1000, required=False)
    berbeda = forms.CharField(max_length=10_000, required=False)
    catatan = forms.UUIDField(required=False)
    keputusan = forms.UUIDField(required=False)
    versi = forms.IntegerField(min_value=1, max_value=9999, required=False)
    alasan = forms.CharField(max_length=250, required=False)
    kunci = forms.UUIDField(required=False)


class MandateForm(forms.Form):
    orang = forms.ChoiceField(label=lazy("Saksi"), help_text=lazy("Catat dulu kedatangannya sebagai tamu di meja."))
    peserta = forms.ChoiceField(label=lazy("Peserta pemilu"))
    penanda_tangan = forms.CharField(label=lazy("Penanda tangan"), max_length=120)
    jabatan_penanda = forms.CharField(label=lazy("Jabatan penanda tangan"), max_length=120)
    surat = forms.CharField(label=lazy("Nomor surat"), max_length=80)
    berlaku = forms.DateField(label=lazy("Berlaku dari"), widget=forms.DateInput(attrs={"type": "date"}))
    sampai = forms.DateField(label=lazy("Berlaku sampai"), widget=forms.DateInput(attrs={"type": "date"}))
    hasil = forms.ChoiceField(
        label=lazy("Hasil periksa"), widget=forms.RadioSelect,
        choices=[("sah", lazy("Sah")), ("ditolak", lazy("Ditolak"))], initial="sah",
    )  # fmt: skip
    alasan = forms.CharField(label=lazy("Alasan bila ditolak"), max_length=250, required=False)

    def __init__(
        self, *args: Any, guests: list[tuple[str, str]], contestants: list[tuple[str, str]], **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.fields["orang"].choices = [("", lazy("Pilih orang")), *guests]
        self.fields["peserta"].choices = [("", lazy("Pilih peserta")), *contestants]


class PersonalAnswerForm(forms.Form):
    """The answer on the personal page."""

    jawaban = forms.ChoiceField(
        label=lazy("Jawaban"), choices=lambda: [(a.value, a.label.capitalize()) for a in Answer if a != Answer.BELUM]
    )
    pengganti = forms.CharField(label=lazy("Nama yang mewakili"), max_length=120, required=False)
    jabatan_pengganti = forms.CharField(label=lazy("Jabatan yang mewakili"), max_length=120, required=False)
    alasan = forms.CharField(label=lazy("Alasan atau catatan"), max_length=250, required=False)


class LetterForm(forms.Form):
    """What the plan of a meeting does not say of its letter."""

    perihal = forms.CharField(label=lazy("Perihal"), max_length=200)
    kota = forms.CharField(label=lazy("Kota"), max_length=60, help_text=lazy("Tanggalnya adalah hari pengesahan."))
    dasar = forms.CharField(
        label=lazy("Dasar (boleh kosong)"), max_length=400, required=False,
        help_text=lazy("Misalnya: Berdasarkan Keputusan KPU Nomor 12 Tahun 2024"),
    )  # fmt: skip
    catatan = forms.CharField(
        label=lazy("Catatan (satu per baris)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    jabatan = forms.CharField(label=lazy("Jabatan penanda tangan"), max_length=160)
    nama = forms.CharField(label=lazy("Nama penanda tangan"), max_length=120)
    tembusan = forms.CharField(
        label=lazy("Tembusan (satu per baris)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    alasan = forms.CharField(label=lazy("Alasan perubahan"), max_length=250, required=False)
    isi = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return data | {name: data[name].splitlines() for name in ("catatan", "tembusan")}


class MaterialForm(forms.Form):
    berkas = forms.FileField(label=lazy("Berkas PDF atau gambar"))
    keterangan = forms.CharField(label=lazy("Keterangan (boleh kosong)"), max_length=250, required=False)
    kunci = forms.UUIDField(required=False)
