"""Shapes of what people type about swapped ballots."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.common.errors import RuleError
from electcoord.elections.models import ContestKind, Election, Tps
from electcoord.situation.incident_forms import MOMENT, FilesInput
from logistics.actions.swaps import MOST, Swap
from logistics.models import FoundWhen


class _Code(forms.RegexField):
    def __init__(self, label: Any, help_text: Any = "") -> None:
        wrong = {"invalid": lazy("Kode TPS terdiri dari 13 angka.")}
        super().__init__(r"^[0-9]{13}\Z", label=label, help_text=help_text, error_messages=wrong)


class SwapForm(forms.Form):
    """Ballots of another TPS found at one; the jenis and both codes say which dapil each side should have."""

    kode_tps = _Code(lazy("Kode TPS tempat ditemukan"), lazy("13 angka."))
    jenis = forms.ChoiceField(label=lazy("Jenis surat suara"))
    jumlah = forms.IntegerField(label=lazy("Jumlah lembar yang ditemukan"), min_value=1, max_value=MOST)
    asal_tps = _Code(lazy("Kode TPS asal surat suara"), lazy("TPS pemilik surat suara yang ditemukan."))
    jumlah_asal = forms.IntegerField(
        label=lazy("Lembar milik TPS ini yang ada di TPS asal"), min_value=0, max_value=MOST, required=False,
        help_text=lazy("Kosong bila belum dihitung."),
    )  # fmt: skip
    saat = forms.ChoiceField(label=lazy("Ditemukan"), choices=FoundWhen.choices)
    dipakai = forms.IntegerField(
        label=lazy("Lembar yang sudah dipakai"), min_value=0, max_value=MOST, required=False,
        help_text=lazy("Hanya bila ditemukan sesudah ada yang dipakai."),
    )  # fmt: skip
    waktu = forms.DateTimeField(label=lazy("Waktu ditemukan"), widget=MOMENT)
    dihentikan = forms.DateTimeField(label=lazy("Pemakaian dihentikan sejak"), widget=MOMENT, required=False)
    kejadian = forms.CharField(
        label=lazy("Keterangan"), max_length=1500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    sebab = forms.CharField(label=lazy("Sebab, bila sudah diketahui"), max_length=2000, required=False,
                            widget=forms.Textarea(attrs={"rows": 2}))  # fmt: skip
    berkas = forms.Field(
        label=lazy("Foto"), required=False,
        widget=FilesInput(attrs={"accept": "image/*,application/pdf", "multiple": True}),
        help_text=lazy("Paling banyak lima berkas."),
    )  # fmt: skip
    kunci = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.election = election
        kinds = set(election.contests.values_list("kind", flat=True))
        self.fields["jenis"].choices = [choice for choice in ContestKind.choices if choice[0] in kinds]

    def swap(self) -> Swap:
        """RuleError for a TPS code that the election does not have."""
        data = self.cleaned_data
        return Swap(
            here=self._tps(data["kode_tps"]), there=self._tps(data["asal_tps"]), contest_kind=data["jenis"],
            here_count=data["jumlah"], there_count=data["jumlah_asal"], found_when=data["saat"],
            used_count=data["dipakai"] or 0, occurred_at=data["waktu"], stopped_at=data["dihentikan"],
            what=data["kejadian"], cause=data["sebab"],
        )  # fmt: skip

    def _tps(self, code: str) -> Tps:
        rows = Tps.objects.filter(election=self.election).select_related("election", "desa")
        if (found := rows.filter(code=code).first()) is None:
            raise RuleError(_("Tidak ada TPS %(code)s dalam pemilu ini.") % {"code": code})
        return found


class ExchangeForm(forms.Form):
    pemegang = forms.CharField(max_length=60)
    waktu = forms.DateTimeField()
    teks = forms.CharField(max_length=2000)
    urutan = forms.IntegerField(min_value=0, max_value=32767)
