"""The numbers that regulations set, as shipped per regime, and what a changed profile must look like.

Each number carries its unit, source, date of verification and how sure the source is (`tanda`). None was verified
against the official text by an office yet, so `diverifikasi` is null everywhere as shipped.
"""

import copy
import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError

MARKS = (
    "seen", "seen-sup", "seen-news", "seen-code", "local", "recalled", "derived", "unknown", "kantor",
)  # fmt: skip
LEVELS = ("HARD", "LOGIC", "WARN", "QUARANTINE")
RULES = tuple(f"R{number:02d}" for number in range(1, 29))
# Arithmetic of the form itself: no office decides that 2 + 2 may differ.
ARITHMETIC = RULES[:7]
# Comparisons of two figures, where an office may accept a difference: `batas`. All others are exact or yes and no.
TOLERANT = (*RULES[7:15], "R27")
MAX_TOLERANCE = 9999
MAX_KPPS = 9
ROUNDINGS = ("atas", "bawah", "terdekat")
MAX_TEXT = 500

Values = dict[str, dict[str, Any]]


@cache
def _shipped(regime: str) -> str:
    return (Path(__file__).parent / f"{regime}.json").read_text(encoding="utf-8")


def shipped(regime: str) -> Values:
    """A fresh copy of the profile that this version of the program ships for a regime."""
    return json.loads(_shipped(str(regime)))


def completed(values: Values, regime: str) -> Values:
    """A profile with every number of this version of the program, in its order.

    A version that was made before the program knew a number never changes; for that number what is shipped holds, until
    a later version of the profile names it.
    """
    return {key: values.get(key, entry) for key, entry in shipped(regime).items()} | values


def changed(values: Values, changes: dict[str, dict[str, Any]]) -> Values:
    """The profile with `{key: {"nilai": …, "sumber": …, "diverifikasi": …}}` applied; raises RuleError.

    A change names its source; title and unit stay as shipped.
    """
    result = copy.deepcopy(values)
    for key, change in changes.items():
        if key not in result:
            raise RuleError(_("Profil tidak mengenal '%(key)s'.") % {"key": key})
        if not isinstance(change, dict) or "nilai" not in change:
            raise RuleError(_("Profil %(key)s: isi nilai barunya.") % {"key": key})
        if unknown := set(change) - {"nilai", "sumber", "diverifikasi", "tanda"}:
            raise RuleError(
                _("Profil %(key)s: bagian %(unknown)s tidak dapat diubah.")
                % {"key": key, "unknown": ", ".join(sorted(unknown))}
            )
        if not str(change.get("sumber") or "").strip():
            raise RuleError(_("Profil %(key)s: tulis sumber angka ini (peraturan, pasal, halaman).") % {"key": key})
        result[key] |= {"diverifikasi": None, "tanda": "kantor"} | copy.deepcopy(change)
    check(result, values)
    return result


def rules_change(values: Values, changes: dict[str, dict[str, Any]], source: str) -> dict[str, Any]:
    """The value of `aturan` with `{rule: {"aktif" | "tingkat" | "batas": …}}` applied, each naming its new source."""
    rules = copy.deepcopy(values["aturan"]["nilai"])
    for rule, change in changes.items():
        rules[rule] |= {**change, "sumber": source, "tanda": "kantor"}
    return rules


def check(values: Values, before: Values) -> None:
    """Raises RuleError unless `values` is a whole profile of the same keys, each of its shape."""
    if set(values) != set(before):
        raise RuleError(_("Profil harus memuat semua angka, tidak lebih dan tidak kurang."))
    for key, entry in values.items():
        _check_source(key, entry)
        SHAPES.get(key, _shape_by_prefix(key))(key, entry["nilai"], before[key]["nilai"])


def _check_source(key: str, entry: dict[str, Any]) -> None:
    if not isinstance(entry["sumber"], str) or not entry["sumber"].strip() or len(entry["sumber"]) > MAX_TEXT:
        raise RuleError(
            _("Profil %(key)s: sumber wajib ditulis, paling panjang %(most)s huruf.") % {"key": key, "most": MAX_TEXT}
        )
    if entry["tanda"] not in MARKS:
        raise RuleError(
            _("Profil %(key)s: tanda '%(entry)s' tidak dikenal; pilih %(marks)s.")
            % {"key": key, "entry": entry["tanda"], "marks": ", ".join(MARKS)}
        )
    try:
        if entry["diverifikasi"] is not None:
            date.fromisoformat(entry["diverifikasi"])
    except (TypeError, ValueError):
        raise RuleError(
            _("Profil %(key)s: tanggal verifikasi ditulis TTTT-BB-HH, atau dikosongkan.") % {"key": key}
        ) from None


Shape = Callable[[str, Any, Any], None]


def _whole(low: int, high: int, *, blank: bool = False) -> Shape:
    def shape(key: str, value: Any, before: Any) -> None:
        if value is None and blank:
            return
        if type(value) is not int or not low <= value <= high:
            raise RuleError(
                _("Profil %(key)s: tulis bilangan bulat %(low)s sampai %(high)s.")
                % {"key": key, "low": low, "high": high}
            )

    return shape


def _rounding(key: str, value: Any, before: Any) -> None:
    if value not in ROUNDINGS:
        raise RuleError(_("Profil %(key)s: pilih %(roundings)s.") % {"key": key, "roundings": ", ".join(ROUNDINGS)})


def _flags(key: str, value: Any, before: Any) -> None:
    if not isinstance(value, dict) or set(value) != set(before) or any(type(v) is not bool for v in value.values()):
        raise RuleError(
            _("Profil %(key)s: tulis ya atau tidak untuk %(before)s.") % {"key": key, "before": ", ".join(before)}
        )


def _rules(key: str, value: Any, before: Any) -> None:
    if not isinstance(value, dict) or set(value) != set(RULES):
        raise RuleError(_("Profil %(key)s: memuat tepat R01 sampai R28.") % {"key": key})
    for rule, entry in value.items():
        if not isinstance(entry, dict) or set(entry) != set(before[rule]):
            raise RuleError(
                _("Aturan %(rule)s: memuat %(before)s.") % {"rule": rule, "before": ", ".join(before[rule])}
            )
        if type(entry["aktif"]) is not bool or entry["tingkat"] not in LEVELS:
            raise RuleError(
                _("Aturan %(rule)s: aktif ya atau tidak, tingkat %(levels)s.")
                % {"rule": rule, "levels": ", ".join(LEVELS)}
            )
        _check_tolerance(rule, entry["batas"])
        if any(not isinstance(entry[part], str) or len(entry[part]) > MAX_TEXT for part in ("sumber", "tanda")):
            raise RuleError(
                _("Aturan %(rule)s: sumber dan tanda ditulis dengan kata, paling panjang %(most)s huruf.")
                % {"rule": rule, "most": MAX_TEXT}
            )
        if rule in ARITHMETIC and not (entry["aktif"] and entry["tingkat"] == "HARD"):
            raise RuleError(
                _("Aturan %(rule)s adalah hitungan formulir; tidak dapat dimatikan atau dilemahkan.") % {"rule": rule}
            )


def _check_tolerance(rule: str, value: Any) -> None:
    if value is not None and rule not in TOLERANT:
        raise RuleError(_("Aturan %(rule)s tidak mengenal toleransi; batasnya dikosongkan.") % {"rule": rule})
    if value is not None and (type(value) is not int or not 0 <= value <= MAX_TOLERANCE):
        raise RuleError(
            _("Aturan %(rule)s: batas bilangan bulat 0 sampai %(most)s, atau kosong.")
            % {"rule": rule, "most": MAX_TOLERANCE}
        )


def _shape_by_prefix(key: str) -> Shape:
    return _whole(0, 365, blank=True) if key.startswith("tenggat_") else _whole(0, 100)


SHAPES: dict[str, Shape] = {
    "cadangan_permil": _whole(0, 1000),
    "pembulatan_cadangan": _rounding,
    "kapasitas_tps": _whole(1, 9999),
    # One digit: the desk of a bimtek writes the members of a TPS as digits.
    "kpps_anggota": _whole(1, MAX_KPPS),
    "digit_maks": _whole(1, 4),
    "stok_psu": _whole(0, 1_000_000),
    "entri_ganda": _flags,
    "aturan": _rules,
    "pleno_kuorum_hadir": _whole(1, 9),
    "pleno_min_setuju": _whole(1, 9),
    "pleno_tunda_menit": _whole(0, 1440),
}
