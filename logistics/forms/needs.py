"""Shapes of what people type about items and plans."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from electcoord.elections.models import ContestKind, Election
from logistics.actions.items import OWN_BASES, PLACES
from logistics.models import Item, ItemBasis, ItemGroup, ItemPlace
from logistics.models.items import MOST

SOURCE_HELP = lazy("Peraturan, pasal dan halaman, atau keputusan kantor.")


def _amount_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=lazy("Jumlah"), min_value=0, max_value=MOST, required=False,
        help_text=lazy("Kosongkan bila belum ditetapkan; kosong bukan nol."),
    )  # fmt: skip


def _bases() -> list[tuple[str, Any]]:
    return [(basis.value, basis.label) for basis in OWN_BASES]


class ItemForm(forms.Form):
    """Another amount of an item; without that where the profile or the DPT tells it."""

    jumlah = _amount_field()
    sumber = forms.CharField(label=lazy("Sumber"), max_length=250, help_text=SOURCE_HELP)
    tempat = forms.ChoiceField(
        label=lazy("Tempat"), required=False, help_text=lazy("Barang di kotak masuk daftar isi kotak.")
    )
    dipakai = forms.BooleanField(label=lazy("Dipakai dalam pemilu ini"), required=False)
    alasan = forms.CharField(label=lazy("Alasan perubahan"), max_length=500)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        first = {"jumlah": item.amount, "sumber": item.source, "dipakai": item.is_active, "tempat": item.place}
        super().__init__(*args, initial=first, label_suffix="", **kwargs)
        self.fields["tempat"].choices = [
            (place.value, ItemPlace(place).label) for place in PLACES.get(ItemBasis(item.basis), ())
        ]
        if not self.fields["tempat"].choices:
            del self.fields["tempat"]
        if item.is_computed:
            del self.fields["jumlah"], self.fields["sumber"]
        self.item = item

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"amount": data.get("jumlah"), "source": data.get("sumber", self.item.source),
                "is_active": data["dipakai"], "place": data.get("tempat") or None,
                "reason": data["alasan"]}  # fmt: skip


class AddItemForm(forms.Form):
    """An item of the office's own."""

    nama = forms.CharField(label=lazy("Nama barang"), max_length=120)
    kode = forms.SlugField(
        label=lazy("Kode"), max_length=40, help_text=lazy("Huruf kecil dan tanda hubung, misalnya tenda-cadangan.")
    )
    kelompok = forms.ChoiceField(label=lazy("Kelompok"), choices=lambda: ItemGroup.choices)
    satuan = forms.CharField(label=lazy("Satuan"), max_length=30)
    dasar = forms.ChoiceField(label=lazy("Dasar hitungan"), choices=_bases)
    jenis = forms.MultipleChoiceField(
        label=lazy("Jenis Pemilu"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=lazy("Untuk dasar per jenis; tanpa pilihan berarti semua."),
    )  # fmt: skip
    jumlah = _amount_field()
    sumber = forms.CharField(label=lazy("Sumber"), max_length=250, help_text=SOURCE_HELP)

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        kinds = dict.fromkeys(election.contests.order_by("order").values_list("kind", flat=True))
        self.fields["jenis"].choices = [(kind, ContestKind(kind).label) for kind in kinds]

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        kinds = data["jenis"] if data["dasar"] == ItemBasis.KONTES else []
        return {"code": data["kode"], "name": data["nama"], "group": data["kelompok"], "unit": data["satuan"],
                "basis": data["dasar"], "kinds": kinds, "amount": data["jumlah"], "source": data["sumber"]}  # fmt: skip


class PlanForm(forms.Form):
    """What a plan is frozen for."""

    keperluan = forms.CharField(
        label=lazy("Keperluan"), max_length=250,
        help_text=lazy("Misalnya: pengadaan tahap II, cetak surat suara."),
    )  # fmt: skip
