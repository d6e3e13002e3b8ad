"""What the list of institutions is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.directory.models import InstitutionKind


@dataclass(frozen=True)
class Wanted:
    """Unknown or malformed values are as good as none; without a day it is today."""

    text: str
    kind: str
    region: str
    day: date
    is_today: bool
    page: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wanted":
        def text(key: str) -> str:
            return query.get(key, "").replace("\x00", "").strip()[:80]

        kind, region, today = text("jenis"), text("wilayah"), timezone.localdate()
        day = _day(text("pada")) or today
        return cls(
            text("cari"), kind if kind in InstitutionKind.values else "",
            region if region.isascii() and region.isdigit() else "", day, day == today, text("hal") or "1",
        )  # fmt: skip

    @property
    def values(self) -> dict[str, str]:
        day = "" if self.is_today else self.day.isoformat()
        return {"cari": self.text, "jenis": self.kind, "wilayah": self.region, "pada": day}

    @property
    def query(self) -> str:
        return urlencode({key: value for key, value in self.values.items() if value})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class InstitutionFilterForm(forms.Form):
    cari = forms.CharField(label=lazy("Nama, jabatan, atau orang"), required=False, max_length=80)
    jenis = forms.ChoiceField(label=lazy("Jenis"), required=False)
    wilayah = forms.ChoiceField(label=lazy("Wilayah"), required=False)
    pada = forms.DateField(
        label=lazy("Pemangku pada hari"), required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )  # fmt: skip

    def __init__(self, data: Any, *, regions: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["jenis"].choices = [("", _("Semua jenis")), *InstitutionKind.choices]
        self.fields["wilayah"].choices = [("", _("Semua wilayah")), *regions]
