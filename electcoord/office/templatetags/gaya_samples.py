"""Fictitious content of the style page, so that `gaya.html` needs no context and shows the real components."""

from typing import Any

from django import forms, template
from django.core.paginator import Paginator

register = template.Library()


class SampleForm(forms.Form):
    """One field of each kind; it is shown bound, with the errors a clerk would meet."""

    name = forms.CharField(label="Nama rapat", initial="Pleno kecamatan", help_text="Seperti pada surat undangan.")
    seats = forms.IntegerField(label="Jumlah saksi", min_value=0)
    level = forms.ChoiceField(label="Tingkat", choices=[("ppk", "Kecamatan"), ("kab", "Kabupaten")])
    paper = forms.FileField(label="Berkas CSV atau XLSX", help_text="Paling besar 40 MB.")
    sure = forms.BooleanField(label="Saya sudah mencocokkan dengan formulir")


class SampleFilters(forms.Form):
    place = forms.CharField(label="Wilayah", required=False)
    state = forms.ChoiceField(label="Keadaan", choices=[("", "Semua"), ("periksa", "Periksa")], required=False)


def cells(values: list[int | None], valid: int) -> list[dict[str, Any]]:
    known = [value for value in values if value is not None]
    return [
        {
            "value": value,
            "share": f"{100 * value / valid:.2f} %".replace(".", ",") if value is not None else "",
            "kind": "top" if known and value == max(known) else "",
        }
        for value in values
    ]


def region(label: str, count: int, total: int, values: list[int | None], **more: Any) -> dict[str, Any]:
    valid = sum(value or 0 for value in values)
    figures = [*cells(values, valid), {"value": valid if count else None, "kind": "sum sep"}]
    percent = f"{100 * count / total:.1f} %".replace(".", ",")
    coverage = {"count": count, "total": total, "percent": percent}
    return {"label": label, "coverage": coverage, "cells": figures, **more}


FIGURES = {
    "columns": [
        {"no": "1", "name": "Melati dan Pandan"},
        {"no": "2", "name": "Cempaka dan Randu"},
        {"no": "", "name": "Suara sah", "kind": "sep"},
    ],
    "rows": [
        region("Sukamaju", 38, 38, [3912, 4105], url="#", flags=[{"state": "selesai", "count": 38}]),
        region("Karangsari", 29, 31, [2840, None], url="#", flags=[{"state": "periksa", "count": 3, "url": "#"}]),
        region("Tanjungrejo", 0, 24, [], url="#", wait="Belum masuk"),
    ],
    "total": region("Jumlah", 67, 93, [6752, 4105]),
}
DIFF = [
    {"label": "Paslon 1", "first": 118, "second": 118, "differs": False},
    {"label": "Paslon 2", "first": 96, "second": 69, "differs": True},
    {"label": "Suara tidak sah", "first": None, "second": 0, "differs": True},
]
TIMELINE = [
    {
        "time": "14.20 WIB", "title": "Lembar disepakati", "text": "dalam pleno tanpa keberatan.",
        "who": "Ketua PPK", "state": "selesai", "code": "160801 #412",
    },
    {
        "time": "14.02 WIB", "title": "Entri kedua berbeda", "text": "pada 2 isian.", "who": "Operator 2",
        "state": "periksa",
    },
    {"time": "13.55 WIB", "title": "Entri pertama tersimpan", "text": "", "who": "Operator 1", "state": ""},
]  # fmt: skip
FINDINGS = [
    {
        "severity": "HARD", "rule": "R07", "part": "V.C", "title": "Jumlah suara tidak sama",
        "equation": "218 ≠ 210 + 7 = 217", "names": "sah dan tidak sah = suara sah + tidak sah",
        "place": "TPS 003 Sukamaju", "place_url": "#",
        "contest": "Bupati",
    },
    {
        "severity": "LOGIC", "rule": "R09", "title": "Pengguna dan surat suara digunakan berbeda",
        "equation": "219 ≠ 218", "names": "pengguna = digunakan", "place": "TPS 011 Sukamaju", "place_url": "#",
        "contest": "Bupati",
        "status": "dijelaskan dalam kejadian khusus",
    },
    {
        "severity": "WARN", "rule": "R12", "title": "Surat suara diterima di luar cadangan",
        "equation": "251 ≠ 241 + 7 = 248", "names": "diterima = pemilih DPT + cadangan",
        "place": "TPS 004 Karangsari", "place_url": "#", "contest": "Bupati",
    },
    {
        "severity": "QUARANTINE", "rule": "R28", "title": "Angka melebihi surat suara yang ada",
        "equation": "888 > 306", "names": "nomor 2 ≤ 306",
        "place": "TPS 901 Karangsari", "place_url": "#", "contest": "Bupati",
    },
]  # fmt: skip


@register.simple_tag
def gaya_samples() -> dict[str, Any]:
    bound = SampleForm({"name": "Pleno kecamatan", "seats": "-2", "level": "ppk"})
    bound.add_error(None, "Lembar ini sudah selesai dientri.")
    return {
        "crumbs": [
            {"label": "Nusa Selatan", "url": "#"},
            {"label": "Kab. Contoh Timur", "url": "#"},
            {"label": "Kec. Sukamaju", "url": "#"},
            {"label": "Desa Sukamaju", "url": "#"},
            {"label": "TPS 003", "url": None},
        ],
        "states": ["belum", "periksa", "selesai"],
        "sheet_states": [
            "belum_masuk", "entri_satu", "terverifikasi_awal", "beda_entri", "karantina", "selisih",
            "disepakati", "terkunci",
        ],
        "severities": ["HARD", "LOGIC", "WARN", "QUARANTINE", "INCOMPLETE"],
        "icons": [
            "belum", "entri-satu", "cocok", "selesai", "periksa", "beda", "karantina", "kunci", "info", "galat",
            "jam", "luring", "beranda", "rekap", "temuan", "impor", "unduh", "buku", "atur", "rapat", "logistik",
            "akun", "keluar", "sandi", "cari", "saring", "kanan", "kiri", "bawah", "lanjut", "lembar", "foto",
            "cetak", "segar", "tolak", "kosong", "tambah", "ubah", "palu",
        ],
        "form": bound,
        "filters": SampleFilters(),
        "page": Paginator(range(312), 25).page(3),
        "diff": DIFF,
        "timeline": TIMELINE,
        "findings": FINDINGS,
        **FIGURES,
    }  # fmt: skip
