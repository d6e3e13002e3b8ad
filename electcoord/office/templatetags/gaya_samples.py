"""Fictitious content of the style page, so that its templates need no context and show the real components."""

from typing import Any

from django import forms, template
from django.core.paginator import Paginator
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from electcoord.common import charts
from electcoord.common.numbers import persen

register = template.Library()
KINDS = ["c1", "c2", "c3", "c4", "c5", "c6", "c0"]
DEGREES = ["q1", "q2", "q3", "q4", "q5"]
MELATI, CEMPAKA, KENANGA = "Melati dan Pandan", "Cempaka dan Randu", "Kenanga dan Waru"


class SampleFields(forms.Form):
    """One field of each kind, as it waits to be filled in."""

    name = forms.CharField(label=gettext_lazy("Nama rapat"), help_text=gettext_lazy("Seperti pada surat undangan."))
    level = forms.ChoiceField(
        label=gettext_lazy("Tingkat"), choices=[("ppk", gettext_lazy("Kecamatan")), ("kab", gettext_lazy("Kabupaten"))]
    )
    day = forms.DateField(label=gettext_lazy("Tanggal"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(
        label=gettext_lazy("Alasan"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Boleh kosong."),
    )  # fmt: skip
    way = forms.ChoiceField(
        label=gettext_lazy("Cara"), widget=forms.RadioSelect,
        choices=[("baca", gettext_lazy("Salah baca")), ("betul", gettext_lazy("Pembetulan"))],
    )  # fmt: skip
    closed = forms.CharField(
        label=gettext_lazy("Nomor lembar"), initial="160801 0003", disabled=True,
        help_text=gettext_lazy("Tidak dapat diubah di sini."),
    )  # fmt: skip
    sure = forms.BooleanField(label=gettext_lazy("Saya sudah mencocokkan dengan formulir"))


class SampleForm(forms.Form):
    """Shown bound, with the errors a clerk would meet."""

    name = forms.CharField(label=gettext_lazy("Nama rapat"))
    seats = forms.IntegerField(label=gettext_lazy("Jumlah saksi"), min_value=0)
    level = forms.ChoiceField(label=gettext_lazy("Tingkat"), choices=[("ppk", gettext_lazy("Kecamatan"))])
    paper = forms.FileField(label=gettext_lazy("Berkas CSV atau XLSX"), help_text=gettext_lazy("Paling besar 40 MB."))
    sure = forms.BooleanField(label=gettext_lazy("Saya sudah mencocokkan dengan formulir"))


class SampleFilters(forms.Form):
    place = forms.CharField(label=gettext_lazy("Wilayah"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("Keadaan"), required=False,
        choices=[("", gettext_lazy("Semua")), ("periksa", gettext_lazy("Periksa"))],
    )  # fmt: skip


def cells(values: list[int | None], valid: int) -> list[dict[str, Any]]:
    known = [value for value in values if value is not None]
    return [
        {
            "value": value,
            "share": persen(value, valid) if value is not None else "",
            "kind": "top" if known and value == max(known) else "",
        }
        for value in values
    ]


def region(label: str, count: int, total: int, values: list[int | None], **more: Any) -> dict[str, Any]:
    valid = sum(value or 0 for value in values)
    figures = [*cells(values, valid), {"value": valid if count else None, "kind": "sum sep"}]
    coverage = {"count": count, "total": total, "percent": persen(count, total, 1)}
    return {"label": label, "coverage": coverage, "cells": figures, **more}


def tables() -> dict[str, Any]:
    rows = [
        region("Sukamaju", 38, 38, [3912, 4105], url="#angka", flags=[{"state": "selesai", "count": 38}]),
        region("Karangsari", 29, 31, [2840, None], url="#angka",
               flags=[{"state": "periksa", "count": 3, "url": "#angka"}]),
        region("Tanjungrejo", 0, 24, [], url="#angka", wait=_("Belum masuk")),
    ]  # fmt: skip
    many = [
        region(f"Sukamaju {n:02d}", 12 + n % 3, 14, [1210 + 37 * n, 1404 - 29 * n], url="#angka") for n in range(1, 15)
    ]
    return {
        "columns": [
            {"no": "1", "name": MELATI}, {"no": "2", "name": CEMPAKA},
            {"no": "", "name": _("Suara sah"), "kind": "sep"},
        ],
        "rows": rows,
        "total": region(_("Jumlah"), 67, 93, [6752, 4105]),
        "many": many,
        "many_total": region(_("Jumlah"), 181, 196, [20825, 16611]),
        "stats": [
            {"label": _("TPS masuk"), "value": 2147, "unit": _("dari 2.178"), "state": "cocok",
             "hint": _("31 belum masuk"), "url": "#angka"},
            {"label": _("Beda entri"), "value": 17, "state": "periksa", "hint": _("Bandingkan"), "url": "#angka"},
            {"label": _("Karantina"), "value": 3, "state": "periksa", "hint": _("Buka daftar"), "url": "#angka"},
            {"label": _("Disepakati"), "value": 0, "state": "belum", "hint": _("Pleno belum dibuka")},
            {"label": _("Temuan aritmetika"), "value": None, "state": "galat", "hint": _("belum dihitung")},
        ],
        "covers": [
            {"count": 0, "total": 24, "percent": persen(0, 24, 1)},
            {"count": 29, "total": 31, "percent": persen(29, 31, 1)},
            {"count": 38, "total": 38, "percent": persen(38, 38, 1)},
            {"count": 152, "total": 190, "percent": persen(152, 190, 1), "label": _("lembar")},
        ],
        "projected": [
            {"no": 1, "label": MELATI, "value": 118}, {"no": 2, "label": CEMPAKA, "value": 96},
            {"no": 3, "label": KENANGA, "value": None},
            {"label": _("Suara sah"), "value": 214, "kind": "sum"}, {"label": _("Suara tidak sah"), "value": 0},
        ],
    }  # fmt: skip


def beside() -> dict[str, Any]:
    paper = static("img/sample-paper.svg")
    return {
        "diff": [
            {"label": _("Paslon 1"), "first": 118, "second": 118, "differs": False},
            {"label": _("Paslon 2"), "first": 96, "second": 69, "differs": True},
            {"label": _("Suara tidak sah"), "first": None, "second": 0, "differs": True},
        ],
        "timeline": [
            {"time": "14.20 WIB", "title": _("Lembar disepakati"), "text": _("dalam pleno tanpa keberatan."),
             "who": _("Ketua PPK"), "state": "selesai", "code": "160801 #412"},
            {"time": "14.02 WIB", "title": _("Entri kedua berbeda"), "text": _("pada 2 isian."),
             "who": _("Operator 2"), "state": "periksa"},
            {"time": "13.55 WIB", "title": _("Entri pertama tersimpan"), "text": "", "who": _("Operator 1"),
             "state": ""},
        ],
        "findings": [
            {"severity": "HARD", "rule": "R07", "part": "V.C", "title": _("Jumlah suara tidak sama"),
             "equation": "218 ≠ 210 + 7 = 217", "names": _("sah dan tidak sah = suara sah + tidak sah"),
             "place": "TPS 003 Sukamaju", "place_url": "#banding", "contest": _("Bupati")},
            {"severity": "LOGIC", "rule": "R09", "title": _("Pengguna dan surat suara digunakan berbeda"),
             "equation": "219 ≠ 218", "names": _("pengguna = digunakan"), "place": "TPS 011 Sukamaju",
             "place_url": "#banding", "contest": _("Bupati"), "status": _("dijelaskan dalam kejadian khusus")},
            {"severity": "WARN", "rule": "R12", "title": _("Surat suara diterima di luar cadangan"),
             "equation": "251 ≠ 241 + 7 = 248", "names": _("diterima = pemilih DPT + cadangan"),
             "place": "TPS 004 Karangsari", "place_url": "#banding", "contest": _("Bupati")},
            {"severity": "QUARANTINE", "rule": "R28", "title": _("Angka melebihi surat suara yang ada"),
             "equation": "888 > 306", "names": _("nomor 2 ≤ 306"), "place": "TPS 901 Karangsari",
             "place_url": "#banding", "contest": _("Bupati")},
        ],
        "photos": [
            {"url": paper, "small_url": paper, "page": page, "turns": turns, "width": 840, "height": 1188,
             "label": _("Halaman %(page)s") % {"page": page}}
            for page, turns in ((1, 0), (2, 1))
        ],
    }  # fmt: skip


def ways() -> dict[str, Any]:
    return {
        "crumbs": [
            {"label": "Nusa Selatan", "url": "#jalan"}, {"label": "Kab. Randu Asri", "url": "#jalan"},
            {"label": "Kec. Sukamaju", "url": "#jalan"}, {"label": "Desa Sukamaju", "url": "#jalan"},
            {"label": "TPS 003", "url": None},
        ],
        "options": [{"value": n, "label": f"TPS {n:03d}", "active": n == 3} for n in range(1, 8)],
        "tabs": [
            {"label": _("Presiden"), "url": "#jalan", "active": True}, {"label": "DPD", "url": "#jalan"},
            {"label": "DPR", "url": "#jalan"}, {"label": _("DPRD Provinsi"), "url": "#jalan"},
            {"label": _("DPRD Kabupaten"), "url": "#jalan", "note": _("dapil 1")},
        ],
        "segments": [
            {"label": _("Terlapor"), "url": "#jalan", "active": True}, {"label": _("Disepakati"), "url": "#jalan"},
        ],
        "page": Paginator(range(312), 25).page(3),
        "steps": [
            {"label": _("Pilih berkas"), "state": "done", "url": "#jalan", "text": "ppwp-1.csv"},
            {"label": _("Periksa"), "state": "now", "text": _("301 baris, tidak ada yang salah")},
            {"label": _("Tulis"), "state": "", "text": _("per kecamatan")},
        ],
        "refused_steps": [
            {"label": _("Pilih berkas"), "state": "done"},
            {"label": _("Periksa"), "state": "stop", "text": _("baris 18 ditolak")}, {"label": _("Tulis"), "state": ""},
        ],
    }  # fmt: skip


SQUARES = {
    "Sukamaju": "M10 20 90 8 104 74 60 96 14 88Z", "Karangsari": "M90 8 190 14 182 70 104 74Z",
    "Tanjungrejo": "M190 14 290 30 280 96 182 70Z", "Lubuk": "M14 88 60 96 104 74 118 140 70 190 20 180Z",
    "Rawa": "M104 74 182 70 190 138 118 140Z", "Muara": "M182 70 280 96 284 180 200 192 190 138Z",
    "Pulau": "M118 140 190 138 200 192 70 190Z",
}  # fmt: skip


def drawings() -> dict[str, Any]:
    counts = [(38, 38), (29, 31), (0, 24), (12, 30), (18, 27), (22, 29), (4, 22)]
    places = [
        (name, path, *pair, "kosong" if not pair[0] else DEGREES[min(4, 5 * pair[0] // pair[1])])
        for (name, path), pair in zip(SQUARES.items(), counts, strict=True)
    ]
    hours = [("07.00", 0), ("09.00", 12), ("11.00", 48), ("13.00", 131), ("15.00", 240), ("17.00", 262)]
    winners = [MELATI, CEMPAKA, KENANGA, "Dahlia", "Anggrek", "Seroja", _("lainnya")]
    return {
        "bars": [
            {"label": name, "note": _("kecamatan"), "value": part, "max": whole, "text": persen(part, whole, 1),
             "url": "#gambar"}
            for name, _path, part, whole, _tone in places
        ],
        "line": charts.line([(_("pukul %(hour)s") % {"hour": hour}, value) for hour, value in hours], 301),
        "map": {
            "title": _("TPS masuk per kecamatan"),
            "drawing": {"width": 300, "height": 200},
            "shapes": [
                {"url": "#gambar", "name": name, "tone": tone, "is_degree": tone != "kosong",
                 "says": _("%(part)s dari %(whole)s TPS") % {"part": part, "whole": whole}, "outline": {"path": path}}
                for name, path, part, whole, tone in places
            ],
            "legend": [
                {"tone": "kosong", "label": _("belum ada"), "count": 1},
                {"tone": "q1", "label": _("di bawah 20 %"), "count": 1},
                {"tone": "q2", "label": "20 – 40 %", "count": 0}, {"tone": "q3", "label": "40 – 60 %", "count": 1},
                {"tone": "q4", "label": "60 – 80 %", "count": 2},
                {"tone": "q5", "label": _("80 % ke atas"), "count": 2},
            ],
        },
        "kind_legend": [{"tone": tone, "label": name} for tone, name in zip(KINDS, winners, strict=True)],
    }  # fmt: skip


@register.simple_tag
def gaya_samples() -> dict[str, Any]:
    bound = SampleForm({"name": "Pleno kecamatan", "seats": "-2", "level": "ppk"})
    bound.add_error(None, _("Lembar ini sudah selesai dientri."))
    return {
        "index": [
            {"id": "dasar", "label": _("Dasar")}, {"id": "keadaan", "label": _("Keadaan")},
            {"id": "angka", "label": _("Angka")}, {"id": "banding", "label": _("Membandingkan")},
            {"id": "kertas", "label": _("Kertas")}, {"id": "isian", "label": _("Isian dan tombol")},
            {"id": "jalan", "label": _("Letak dan jalan")}, {"id": "kabar", "label": _("Kabar")},
            {"id": "belum-ada", "label": _("Yang tidak ada")}, {"id": "gambar", "label": _("Gambar")},
            {"id": "layar", "label": _("Layar lain")},
        ],
        "colours": [
            "paper", "surface", "sunken", "ink", "ink-2", "ink-3", "accent", "soft", "bar", "periksa-mark",
            "selesai-mark", "galat-mark",
        ],
        "kinds": KINDS,
        "degrees": DEGREES,
        "type": [
            {"token": "big", "text": "2.147"}, {"token": "h1", "text": _("Kecamatan Sukamaju")},
            {"token": "h2", "text": _("Kemajuan per kontes")}, {"token": "body", "text": _("Teks yang dibaca")},
            {"token": "cell", "text": _("Isi tabel 1.234")}, {"token": "small", "text": _("Keterangan")},
            {"token": "micro", "text": _("Kepala kolom")},
        ],
        "spaces": ["s1", "s2", "s3", "s4", "gap", "s5", "s6"],
        "keys": ["Enter", "Shift+Enter", "X", "Ctrl+V", "Ctrl+Enter", "Alt+PageUp", "/", "?"],
        "states": ["belum", "periksa", "selesai"],
        "sheet_states": [
            "belum_masuk", "entri_satu", "terverifikasi_awal", "beda_entri", "karantina", "dibacakan", "selisih",
            "hitung_ulang", "disepakati", "terkunci", "temuan",
        ],
        "severities": ["HARD", "LOGIC", "WARN", "QUARANTINE", "INCOMPLETE"],
        "icons": [
            "belum", "entri-satu", "cocok", "selesai", "periksa", "beda", "karantina", "kunci", "info", "galat",
            "jam", "luring", "beranda", "rekap", "temuan", "impor", "unduh", "buku", "atur", "rapat", "logistik",
            "akun", "keluar", "sandi", "cari", "saring", "kanan", "kiri", "atas", "bawah", "lanjut", "lembar", "foto",
            "cetak", "segar", "tolak", "kosong", "tambah", "kurang", "ubah", "palu", "lebar", "putar-kiri",
            "putar-kanan", "menu", "tutup", "tanya",
        ],
        "fields": SampleFields(auto_id="isian_%s"),
        "form": bound,
        "filters": SampleFilters(),
        **tables(), **beside(), **ways(), **drawings(),
    }  # fmt: skip
