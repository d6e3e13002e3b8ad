"""Shapes of what people type about boxes."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.common.errors import RuleError
from logistics.actions.handovers import MOST_LINES, Seen
from logistics.states import SealSeen

# As the label says it; a hand scanner may send a prefix or lower case.
_SPLIT = re.compile(r"[\s,;]+")


def codes_of(text: str) -> tuple[str, ...]:
    """The codes in what was scanned or typed, each once, in order. RuleError for what can be no code."""
    found = list(dict.fromkeys(part.upper() for part in _SPLIT.split(text.strip()) if part))
    if len(found) > MOST_LINES:
        raise RuleError(_("Paling banyak %(most)s kotak dalam satu serah terima.") % {"most": MOST_LINES})
    for code in found:
        if not re.fullmatch(r"[0-9A-Z-]{4,40}", code):
            raise RuleError(_("Bukan kode kotak: %(code)s.") % {"code": code[:40]})
    return tuple(found)


def _box(rows: int, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "form-control", "rows": rows, **attrs})


class TellForm(forms.Form):
    """What one side tells: the codes it saw, and those whose seal is not as it should be."""

    kode = forms.CharField(
        label=lazy("Kode kotak"), max_length=60_000, strip=False,
        widget=_box(8, spellcheck="false", autocapitalize="characters"),
        help_text=lazy("Pindai dengan alat pemindai atau ketik, satu kode per baris."),
        error_messages={"required": lazy("Pindai atau ketik paling sedikit satu kode kotak.")},
    )  # fmt: skip
    rusak = forms.CharField(
        label=lazy("Segelnya rusak"), max_length=20_000, required=False, widget=_box(2),
        help_text=lazy("Kode kotak yang segelnya rusak; kosong bila semua utuh."),
    )  # fmt: skip
    beda = forms.CharField(
        label=lazy("Nomor segelnya berbeda"), max_length=20_000, required=False,
        widget=_box(2), help_text=lazy("Kode kotak yang nomor segelnya tidak sesuai label."),
    )  # fmt: skip
    kunci = forms.UUIDField(widget=forms.HiddenInput)
    # In millionths of a degree, filled by a tap; both or neither.
    lintang = forms.IntegerField(required=False, min_value=-90_000_000, max_value=90_000_000, widget=forms.HiddenInput)
    bujur = forms.IntegerField(required=False, min_value=-180_000_000, max_value=180_000_000, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (data.get("lintang") is None) != (data.get("bujur") is None):
            data["lintang"] = data["bujur"] = None
        return data

    def lines(self) -> tuple[Seen, ...]:
        """RuleError names a code that is no code, or one with a seal remark that was not scanned."""
        data: dict[str, Any] = self.cleaned_data
        codes = codes_of(data["kode"])
        seals = dict.fromkeys(codes_of(data["rusak"]), SealSeen.RUSAK)
        seals |= dict.fromkeys(codes_of(data["beda"]), SealSeen.BEDA)
        if strange := sorted(seals.keys() - set(codes)):
            raise RuleError(
                _("%(code)s disebut pada segel, tetapi tidak ada di antara kotak yang dipindai.") % {"code": strange[0]}
            )
        return tuple(Seen(code, seals.get(code, SealSeen.COCOK)) for code in codes)


class StartForm(TellForm):
    """A hand-over that begins: from whom, to whom, and what the own side saw."""

    dari = forms.CharField(label=lazy("Diserahkan oleh"), max_length=60)
    ke = forms.CharField(label=lazy("Diterima oleh"), max_length=60)
    field_order = ("dari", "ke", "kode", "rusak", "beda")


class PartnerForm(TellForm):
    """The other side on the same telephone: it says who it is."""

    nama = forms.CharField(label=lazy("Nama yang menyatakan"), max_length=120)
    jabatan = forms.CharField(label=lazy("Jabatan"), max_length=120)
    field_order = ("nama", "jabatan", "kode", "rusak", "beda")


class SealForm(forms.Form):
    nomor = forms.CharField(
        label=lazy("Nomor segel"), max_length=600, widget=_box(3, spellcheck="false"),
        help_text=lazy("Satu nomor per baris; tiap nomor hanya ada sekali dalam pemilu ini."),
    )  # fmt: skip


class OpenForm(forms.Form):
    alasan = forms.CharField(label=lazy("Alasan pembukaan"), max_length=200)
