from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.common.numbers import angka
from electcoord.elections.models import ContestKind, ProfileVersion
from electcoord.elections.profiles import ARITHMETIC, LEVELS, TOLERANT, Values, rules_change
from electcoord.ledger import recording

ROUNDED = {"atas": lazy("ke atas"), "bawah": lazy("ke bawah"), "terdekat": lazy("ke yang terdekat")}


def flag(value: bool) -> str:
    return _("ya") if value else _("tidak")


# As the findings of the recapitulation call them.
LEVEL_WORDS = {
    "HARD": lazy("aritmetika"), "LOGIC": lazy("perlu penjelasan"), "WARN": lazy("perhatian"),
    "QUARANTINE": lazy("karantina"),
}  # fmt: skip


def _levels() -> Any:
    """`HARD (aritmetika), …`: the codes as they are typed, with the words that people read."""
    return format_lazy(", ".join(f"{level} ({{{level}}})" for level in LEVELS), **LEVEL_WORDS)


def said(value: Any) -> str:
    """A value of a profile as people read it."""
    if isinstance(value, bool):
        return flag(value)
    if isinstance(value, int):
        return angka(value)
    if isinstance(value, dict):
        limit = "" if value["batas"] is None else _(", toleransi: %(value)s") % {"value": angka(value["batas"])}
        return _("aktif: %(flag)s, tingkat: %(value)s%(limit)s") % {
            "flag": flag(value["aktif"]),
            "value": LEVEL_WORDS[value["tingkat"]],
            "limit": limit,
        }
    return _("kosong") if value is None else str(ROUNDED.get(value, value))


def numbers_of(profile: ProfileVersion) -> list[tuple[str, str, Any]]:
    """Every number that can be proposed: (path, title, value); switches of contests and rules each by themselves."""
    found: list[tuple[str, str, Any]] = []
    for key, entry in profile.whole.items():
        if key == "entri_ganda":
            found += [
                (f"{key}.{kind}", f"{_(entry['judul'])}: {ContestKind(kind).label}", on)
                for kind, on in entry["nilai"].items()
            ]
        elif key == "aturan":
            for rule, setting in entry["nilai"].items():
                if rule not in ARITHMETIC:
                    found.append((f"{key}.{rule}.aktif", _("Aturan %(rule)s aktif") % {"rule": rule}, setting["aktif"]))
                    found.append(
                        (f"{key}.{rule}.tingkat", _("Aturan %(rule)s tingkat") % {"rule": rule}, setting["tingkat"])
                    )
                if rule in TOLERANT:
                    found.append(
                        (f"{key}.{rule}.batas", _("Aturan %(rule)s toleransi") % {"rule": rule}, setting["batas"])
                    )
        else:
            found.append((key, f"{_(entry['judul'])} ({_(entry['satuan'])})", entry["nilai"]))
    return found


class ProposalForm(forms.Form):
    """One number of the profile, with its new value and the source that sets it."""

    angka = forms.ChoiceField(label=lazy("Angka yang diubah"))
    nilai = forms.CharField(
        label=lazy("Nilai baru"),
        max_length=20,
        help_text=format_lazy(lazy("Bilangan bulat; ya atau tidak; tingkat: {levels}."), levels=_levels()),
    )
    sumber = forms.CharField(
        label=lazy("Sumber"), max_length=500, help_text=lazy("Peraturan dan pasal yang menetapkannya.")
    )
    diverifikasi = forms.DateField(
        label=lazy("Tanggal diperiksa"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    alasan = forms.CharField(label=lazy("Alasan"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, profile: ProfileVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profile = profile
        self.known = {path: value for path, _, value in numbers_of(profile)}
        self.fields["angka"].choices = [(path, f"{title}: {said(value)}") for path, title, value in numbers_of(profile)]
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        path, text = data.get("angka"), data.get("nilai")
        if path and text:
            try:
                data["nilai"] = self._value(self.known[path], text.strip())
            except ValueError as error:
                self.add_error("nilai", str(error))
        return data

    def _value(self, before: Any, text: str) -> Any:
        if isinstance(before, bool):
            if text.lower() not in ("ya", "tidak"):
                raise ValueError(_("Tulis ya atau tidak."))
            return text.lower() == "ya"
        if isinstance(before, str):
            return text
        if not (text.isascii() and text.isdigit()):
            raise ValueError(_("Tulis bilangan bulat, tanpa titik atau koma."))
        return int(text)

    def changes(self) -> Values:
        """What `propose_profile` takes."""
        key, *inner = self.cleaned_data["angka"].split(".")
        value, source = self.cleaned_data["nilai"], self.cleaned_data["sumber"]
        if key == "aturan":
            rule, part = inner
            value = rules_change(self.profile.values, {rule: {part: value}}, source)
        elif inner:
            value = self.profile.whole[key]["nilai"] | {inner[0]: value}
        day = self.cleaned_data["diverifikasi"]
        return {key: {"nilai": value, "sumber": source, "diverifikasi": day.isoformat() if day else None}}


class RejectForm(forms.Form):
    """Why a proposal ends."""

    alasan = forms.CharField(label=lazy("Alasan menolak"), max_length=1000)


class LedgerFilterForm(forms.Form):
    """What the ledger browser shows; every field may stay empty."""

    siapa = forms.CharField(label=lazy("Siapa"), required=False, max_length=80)
    perbuatan = forms.ChoiceField(label=lazy("Perbuatan"), required=False)
    wilayah = forms.CharField(label=lazy("Kode wilayah atau TPS"), required=False, max_length=13)
    lembar = forms.CharField(label=lazy("Lembar"), required=False, widget=forms.HiddenInput)

    def __init__(self, data: dict[str, str]) -> None:
        super().__init__(data)
        if not data.get("lembar"):
            del self.fields["lembar"]
        self.fields["wilayah"].widget.attrs["inputmode"] = "numeric"
        self.fields["perbuatan"].choices = [("", _("Semua perbuatan")), *recording.plain_sentences()]
