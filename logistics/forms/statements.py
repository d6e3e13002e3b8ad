"""The shape of a statement that a telephone sends: every place that is wrong is named, nothing is guessed."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.text import one_line
from logistics.actions.handovers import MOST_LINES, Seen
from logistics.models import Reason, Side
from logistics.states import SealSeen

# A thousand boxes with seal numbers are a fifth of this.
MOST_BYTES = 1024 * 1024
CODE, NUMBERS = re.compile(r"[0-9A-Z-]{4,40}"), re.compile(r"[0-9A-Z./, -]{0,200}")
# Outside of this no telephone's clock is merely wrong.
FIRST_YEAR, LAST_YEAR = 2000, 2099
MOST_DEGREES = {"lintang": 90_000_000, "bujur": 180_000_000}


class ShapeError(RuleError):
    """What was sent cannot be read; `place` says where, as `kotak[3].kode`."""

    def __init__(self, place: str, sentence: str, status: int = 422) -> None:
        self.place, self.status = place, status
        super().__init__(sentence)


@dataclass(frozen=True)
class Told:
    """A statement as sent: holders by their keys, everything else in its own type."""

    key: UUID
    handover: UUID
    side: Side
    giver: str
    receiver: str
    lines: tuple[Seen, ...]
    told_at: datetime
    name: str
    office: str
    latitude: int | None
    longitude: int | None


def read(body: bytes) -> Told:
    """The statement in a request's body; ShapeError."""
    if len(body) > MOST_BYTES:
        raise too_big()
    try:
        sent = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise ShapeError("", _("Kiriman ini bukan JSON yang dapat dibaca."), 400) from None
    if not isinstance(sent, dict):
        raise ShapeError("", _("Kiriman ini bukan sebuah pernyataan serah terima."), 400)
    latitude, longitude = (_degrees(sent, name) for name in MOST_DEGREES)
    if (latitude is None) != (longitude is None):
        raise ShapeError("lintang, bujur", _("Lintang dan bujur diisi keduanya atau tidak sama sekali."))
    return Told(
        key=_uuid(sent, "kunci"), handover=_uuid(sent, "serah_terima"), side=_side(sent), giver=_text(sent, "dari", 60),
        receiver=_text(sent, "ke", 60), lines=_lines(sent.get("kotak")), told_at=_moment(sent),
        name=_person(sent, "nama"), office=_person(sent, "jabatan"), latitude=latitude, longitude=longitude,
    )  # fmt: skip


def too_big() -> ShapeError:
    return ShapeError("", _("Kiriman ini terlalu besar; bagi menjadi beberapa serah terima."), 413)


def _strange(place: str) -> ShapeError:
    return ShapeError(place, _("Isian %(place)s tidak dapat dibaca.") % {"place": place})


def _text(sent: dict[str, Any], name: str, longest: int, place: str = "") -> str:
    value = sent.get(name)
    if not isinstance(value, str) or not value or len(value) > longest or not value.isprintable():
        raise _strange(f"{place}{name}")
    return value


def _person(sent: dict[str, Any], name: str) -> str:
    if sent.get(name) in (None, ""):
        return ""
    label = _("Nama") if name == "nama" else _("Jabatan")
    try:
        # `isprintable` also refuses half a surrogate, which no database keeps.
        return one_line(_text(sent, name, 1000), label, 120)
    except ShapeError:
        raise
    except RuleError as refusal:
        raise ShapeError(name, str(refusal)) from None


def _uuid(sent: dict[str, Any], name: str) -> UUID:
    try:
        return UUID(_text(sent, name, 36))
    except ValueError:
        raise _strange(name) from None


def _side(sent: dict[str, Any]) -> Side:
    try:
        return Side(_text(sent, "pihak", 8))
    except ValueError:
        raise _strange("pihak") from None


def _moment(sent: dict[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(sent, "waktu", 40))
    except ValueError:
        raise _strange("waktu") from None
    if moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ShapeError("waktu", _("Jam telepon ini tidak masuk akal; setel tanggal dan jamnya, lalu kirim lagi."))
    return moment


def _degrees(sent: dict[str, Any], name: str) -> int | None:
    value = sent.get(name)
    if value is not None and (type(value) is not int or abs(value) > MOST_DEGREES[name]):
        raise _strange(name)
    return value


def _lines(rows: Any) -> tuple[Seen, ...]:
    if not isinstance(rows, list):
        raise _strange("kotak")
    if len(rows) > MOST_LINES:
        raise ShapeError("kotak", _("Paling banyak %(most)s kotak dalam satu serah terima.") % {"most": MOST_LINES})
    return tuple(_line(row, f"kotak[{number}]") for number, row in enumerate(rows))


def _line(row: Any, place: str) -> Seen:
    if not isinstance(row, dict):
        raise _strange(place)
    code, step = row.get("kode"), row.get("langkah")
    seal, reason, numbers = row.get("segel", SealSeen.COCOK), row.get("sebab", ""), row.get("nomor", "")
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise _strange(f"{place}.kode")
    if step is not None and (type(step) is not int or not 0 <= step < 2**31):
        raise _strange(f"{place}.langkah")
    if not isinstance(seal, str) or seal not in SealSeen.values:
        raise _strange(f"{place}.segel")
    if not isinstance(reason, str) or (reason and reason not in Reason.values):
        raise _strange(f"{place}.sebab")
    if not isinstance(numbers, str) or not NUMBERS.fullmatch(numbers):
        raise _strange(f"{place}.nomor")
    return Seen(code, SealSeen(seal), step, reason, numbers)
