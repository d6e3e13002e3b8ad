"""Draws the pages of a C.Hasil as somebody might have filled them in, for the demo and for tests; always the same.

Every page says SIMULASI. Figures stand in three boxes with X in unused leading ones (`XX5`); a blank is `XXX` or
nothing at all. Lines lie where `layout` says.
"""

import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFont

from electcoord.common.language import in_source
from electcoord.elections.models import Contest, Tps
from recap import layout
from recap.ballot import Ballot
from recap.fields import DISABILITAS, GENDERS, GROUPS, SINGLES, SUARA
from recap.reading import Figure, Reading

WIDTH, HEIGHT = 1200, 1700
LEFT, RIGHT = 70, 1130
INK, PRINT, PALE, PAPER = (24, 38, 120), (30, 34, 36), (150, 158, 160), (250, 249, 245)
DESK = (92, 80, 70)
QUALITY = 55
# Strokes of figures in a box of 10 × 14; a hand follows them loosely.
STROKES: dict[str, tuple[tuple[tuple[int, int], ...], ...]] = {
    "0": (((5, 1), (2, 3), (1, 7), (2, 11), (5, 13), (8, 11), (9, 7), (8, 3), (5, 1)),),
    "1": (((3, 4), (6, 1), (6, 13)),),
    "2": (((1, 4), (3, 1), (7, 1), (9, 4), (7, 7), (1, 13), (9, 13)),),
    "3": (((1, 2), (5, 1), (8, 3), (7, 6), (4, 7), (8, 8), (9, 11), (5, 13), (1, 12)),),
    "4": (((6, 1), (1, 9), (9, 9)), ((7, 5), (7, 13))),
    "5": (((8, 1), (2, 1), (2, 6), (6, 5), (9, 8), (8, 12), (4, 13), (1, 12)),),
    "6": (((7, 1), (3, 4), (1, 9), (3, 13), (7, 13), (9, 10), (6, 7), (2, 9)),),
    "7": (((1, 1), (9, 1), (4, 13)), ((3, 7), (8, 7))),
    "8": (((5, 7), (2, 4), (5, 1), (8, 4), (5, 7), (1, 10), (5, 13), (9, 10), (5, 7)),),
    "9": (((8, 5), (5, 7), (2, 5), (3, 1), (7, 1), (8, 5), (7, 13)),),
    "X": (((1, 1), (9, 13)), ((9, 1), (1, 13))),
}


@dataclass(frozen=True)
class Heading:
    """What the form says on top: the contest, and the names of the regions from provinsi to TPS."""

    contest: str
    places: tuple[tuple[str, str], ...]


def heading_of(contest: Contest, tps: Tps, names: dict[str, str]) -> Heading:
    """The heading of a sheet; `names` by region code."""
    code = tps.code
    parts = (("Provinsi", 2), ("Kabupaten/Kota", 4), ("Kecamatan", 6), ("Desa/Kelurahan", 10))
    places = tuple((word, names.get(code[:digits], code[:digits])) for word, digits in parts)
    return Heading(str(contest.title), (*places, ("TPS", f"{tps.number:03d}")))


def draw(
    heading: Heading,
    ballot: Ballot,
    reading: Reading,
    *,
    seed: str = "",
    tilt: int = 0,
    noise: int = 0,
    dark: int = 0,
    fold: bool = False,
    struck: Mapping[str, Figure] | None = None,
    only: int | None = None,
) -> list[bytes]:
    """The pages as JPEG.

    `tilt`: degrees by which the camera was held askew; `noise`: 0 to 100, grain and the shadow of a hand; `dark`: 0 to
    100; `fold`: the paper had been folded; `struck`: figures that were struck out for those of `reading`, with
    initials; `only`: one page alone.
    """
    form = layout.whole(ballot)
    pages = range(1, form.pages + 1) if only is None else [only]
    light = _Light(noise, dark, fold)
    # The form is printed in one language, whatever its reader has chosen.
    with in_source():
        sheets = [
            _Sheet(heading, ballot, reading, form, page, Random(f"{seed} {page}"), struck or {}) for page in pages
        ]
        return [_jpeg(sheet.draw(), tilt, light, sheet.page) for sheet in sheets]


@dataclass(frozen=True)
class _Light:
    """What lies between the paper and the picture of it."""

    noise: int
    dark: int
    fold: bool


def _jpeg(sheet: Image.Image, tilt: int, light: _Light, page: int) -> bytes:
    if light != _Light(0, 0, False):
        sheet = ImageChops.multiply(sheet, _shade(light, page % 4))
    if tilt:
        sheet = sheet.transform(
            sheet.size, Image.Transform.AFFINE, _askew(tilt), Image.Resampling.BILINEAR, fillcolor=DESK
        )
    target = io.BytesIO()
    sheet.save(target, "JPEG", quality=QUALITY)
    return target.getvalue()


def _askew(degrees: int) -> tuple[float, ...]:
    """Where each point of the picture comes from: turned about the middle, a little smaller, so that the desk shows."""
    angle, zoom = math.radians(degrees), 1.03 + abs(degrees) / 60
    across, down = math.cos(angle) * zoom, math.sin(angle) * zoom
    x, y = WIDTH / 2, HEIGHT / 2
    return across, down, x - across * x - down * y, -down, across, y + down * x - across * y


@lru_cache(maxsize=12)
def _shade(light: _Light, turn: int) -> Image.Image:
    """Light from one side, blotches and grain, and the crease of a fold, as what each point is multiplied by."""
    width, height = WIDTH // 4, HEIGHT // 4
    rng = Random(f"{light} {turn}")
    side = Image.linear_gradient("L").rotate(90 * turn).resize((width, height))
    grain = Image.frombytes("L", (width, height), rng.randbytes(width * height))
    blotches = Image.frombytes("L", (9, 12), rng.randbytes(108)).resize((width, height), Image.Resampling.BICUBIC)
    shadow = Image.blend(Image.blend(side, blotches, 0.35), grain, 0.15)
    top = 255 * (100 - light.dark) // 100
    shade = shadow.point(lambda value: top - value * light.noise * top // 36_000)
    if light.fold:
        _crease(shade, turn)
    whole = shade.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    return Image.merge("RGB", (whole, whole, whole.point(lambda value: value * 97 // 100)))


def _crease(shade: Image.Image, turn: int) -> None:
    """Folded once across: one half lies in its own light, and the crease catches it."""
    width, height = shade.size
    at = height // 2 + turn
    lower = shade.crop((0, at, width, height)).point(lambda value: value * 93 // 100)
    shade.paste(lower, (0, at))
    pen = ImageDraw.Draw(shade)
    for away, light in ((-2, 96), (-1, 88), (0, 78), (1, 100)):
        line = shade.crop((0, at + away, width, at + away + 1)).point(lambda value, light=light: value * light // 100)
        shade.paste(line, (0, at + away))
    pen.line((0, at + 2, width, at + 2), fill=min(255, shade.getpixel((width // 2, at + 4)) + 6))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


@cache
def _blank() -> Image.Image:
    """Paper with SIMULASI across it."""
    page = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    word = Image.new("L", (1500, 320), 0)
    ImageDraw.Draw(word).text((750, 160), "SIMULASI", fill=44, font=_font(280), anchor="mm")
    word = word.rotate(52, expand=True)
    page.paste((170, 40, 40), ((WIDTH - word.width) // 2, (HEIGHT - word.height) // 2), word)
    return page


def _rounded(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same line with its corners cut twice, as a hand would run."""
    for _ in range(2):
        cut = [points[0]]
        for (ax, ay), (bx, by) in pairwise(points):
            cut += [((3 * ax + bx) // 4, (3 * ay + by) // 4), ((ax + 3 * bx) // 4, (ay + 3 * by) // 4)]
        points = [*cut, points[-1]]
    return points


def _y(permille: int) -> int:
    return permille * HEIGHT // 1000


class _Sheet:
    """One page on its way from blank paper to a filled-in form."""

    def __init__(
        self,
        heading: Heading,
        ballot: Ballot,
        reading: Reading,
        form: layout.Layout,
        page: int,
        rng: Random,
        struck: Mapping[str, Figure],
    ) -> None:
        self.heading, self.ballot, self.reading, self.form = heading, ballot, reading, form
        self.page, self.rng, self.struck = page, rng, struck
        self.image = _blank().copy()
        self.pen = ImageDraw.Draw(self.image)

    def draw(self) -> Image.Image:
        self._frame()
        if self.page == 1:
            self._heading()
            self._users()
        if self.page == self.form.pages:
            self._closing()
            self._signatures()
        self._votes()
        return self.image

    # Print

    def text(self, x: int, y: int, words: object, size: int = 22, *, room: int = 0, fill: object = PRINT) -> None:
        font, words = _font(size), str(words)
        while room and len(words) > 4 and font.getlength(words) > room:
            words = f"{words.rstrip('… ')[:-1]}…"
        self.pen.text((x, y), words, fill=fill, font=font, anchor="lm")

    def _frame(self) -> None:
        self.pen.rectangle((30, 30, WIDTH - 30, HEIGHT - 30), outline=PRINT, width=3)
        for corner in ((30, 30), (WIDTH - 60, 30), (30, HEIGHT - 60), (WIDTH - 60, HEIGHT - 60)):
            self.pen.rectangle((*corner, corner[0] + 30, corner[1] + 30), fill=PRINT)
        foot = f"MODEL C.HASIL (SIMULASI) {self.heading.contest}, TPS {self.heading.places[-1][1]}"
        self.text(80, HEIGHT - 46, foot, 18, room=800)
        self.text(900, HEIGHT - 46, f"Halaman {self.page} dari {self.form.pages}", 18)
        if self.page > 1:
            self.text(80, 70, f"C.HASIL {self.heading.contest}", 26, room=1000)

    def _heading(self) -> None:
        top, bottom = layout.HEADING
        self.text(80, _y(top) + 20, "BERITA ACARA, SERTIFIKAT, DAN CATATAN HASIL PENGHITUNGAN SUARA (SIMULASI)", 22)
        self.text(80, _y(top) + 62, self.heading.contest, 34, room=1020)
        row = (_y(bottom) - _y(top) - 90) // len(self.heading.places)
        for number, (word, name) in enumerate(self.heading.places):
            y = _y(top) + 108 + number * row
            self.text(80, y, word, 20)
            self.text(330, y, f": {name}", 20, room=700)
        for number, word in enumerate(("L", "P", "J")):
            self.text(780 + number * 140, _y(layout.USERS) - 24, word, 22)
        self.text(80, _y(layout.USERS) - 24, "I. DATA PEMILIH DAN PENGGUNA HAK PILIH", 22)
        self.text(80, _y(layout.BALLOTS) - 24, "II. DATA PENGGUNAAN SURAT SUARA", 22)
        self.text(80, _y(layout.DISABLED) - 24, "III. DATA PEMILIH DISABILITAS", 22)

    # What was filled in

    def _users(self) -> None:
        for code, part, label in (*GROUPS, DISABILITAS):
            for number, gender in enumerate(GENDERS):
                self._line(f"{code}_{gender}", part, label if not number else "", 720 + number * 140)
        for code, part, label in SINGLES:
            self._line(code, part, label, 1000)

    def _closing(self) -> None:
        self.text(80, _y(layout.CLOSING) - 30, "V. DATA SUARA SAH DAN TIDAK SAH", 24)
        for code, part, label in SUARA:
            self._line(code, part, label, 1000)

    def _line(self, code: str, part: str, label: str, x: int) -> None:
        strip = self.form.strips[code]
        middle = (_y(strip.top) + _y(strip.bottom)) // 2
        if label:
            self.pen.line((LEFT, _y(strip.bottom), RIGHT, _y(strip.bottom)), fill=PALE, width=1)
            self.text(80, middle, part, 20)
            self.text(160, middle, label, 20, room=x - 180)
        self._written(code, x, middle, self.reading.get(code), 40, 52)

    def _votes(self) -> None:
        for part in self.form.parts:
            if part.page == self.page and part.code.split(".")[0] == "IV":
                self._party(part) if self.ballot.parties else self._choices(part)

    def _choices(self, part: layout.Part) -> None:
        self.text(80, _y(part.top) - 30, "IV. PEROLEHAN SUARA", 24)
        for index in part.lines:
            line = self.ballot.lines[index]
            middle = self._row(line.code)
            self.text(80, middle, str(line.number), 26)
            self.text(150, middle, line.name, 26, room=820)
            self._written(line.code, 1000, middle, self.reading.votes[index], 40, 60)

    def _party(self, part: layout.Part) -> None:
        index = next(i for i, party in enumerate(self.ballot.parties) if f"IV.{party.number}" == part.code)
        party = self.ballot.parties[index]
        row = (_y(part.bottom) - _y(part.top)) // (len(part.lines) + 2)
        self.pen.rectangle((LEFT, _y(part.top), RIGHT, _y(part.bottom)), outline=PRINT, width=2)
        self.text(80, _y(part.top) + row // 2, f"{party.number}. {party.name.upper()}", min(22, row - 8), room=900)
        for at in part.lines:
            line = self.ballot.lines[at]
            words = "A.1  Suara partai" if line.number is None else f"A.2  {line.number}. {line.name}"
            self._vote(line.code, words, self.reading.votes[at], row)
        totals = self.reading.party_totals
        self._vote(party.code, "B  Jumlah A.1 + A.2", None if totals is None else totals[index], row)

    def _vote(self, code: str, words: str, value: Figure, row: int) -> None:
        middle = self._row(code)
        self.text(100, middle, words, min(18, row - 10), room=860)
        self._written(code, 1030, middle, value, min(28, row - 4), min(30, row - 3))

    def _row(self, code: str) -> int:
        strip = self.form.strips[code]
        self.pen.line((LEFT, _y(strip.top), RIGHT, _y(strip.top)), fill=PALE, width=1)
        return (_y(strip.top) + _y(strip.bottom)) // 2

    def _written(self, code: str, x: int, middle: int, value: Figure, width: int, height: int) -> None:
        """The figure in its boxes; one that was changed stands before them with initials, the old one struck out."""
        if code not in self.struck:
            self._figure(x, middle, value, width, height)
            return
        self._figure(x, middle, self.struck[code], width, height)
        for low in (-4, 5):
            ends = (
                x - 6,
                middle + low + self.rng.randint(-3, 3),
                x + 3 * width + 8,
                middle + low + self.rng.randint(-3, 3),
            )
            self.pen.line(ends, fill=INK, width=3)
        signs = "X" if value is None else str(value)
        for number, sign in enumerate(signs):
            self._sign(sign, x - (len(signs) - number) * width - 14, middle - height // 2, width, height)
        left = x - len(signs) * width - 100
        points = [(left + 9 * step, middle + self.rng.randint(-height // 3, height // 3)) for step in range(8)]
        self.pen.line(points, fill=INK, width=2, joint="curve")

    def _figure(self, x: int, middle: int, value: Figure, width: int, height: int) -> None:
        """Three boxes from `x` on; a fourth figure stands before them, as a hand would squeeze it in."""
        signs = f"{value:X>3}" if value is not None else self.rng.choice(("XXX", "   "))
        top = middle - height // 2
        for number in range(3):
            left = x + number * width
            self.pen.rectangle((left, top, left + width, top + height), outline=PRINT, width=2)
        for number, sign in enumerate(signs, start=3 - len(signs)):
            if sign != " ":
                self._sign(sign, x + number * width, top, width, height)

    def _sign(self, sign: str, left: int, top: int, width: int, height: int) -> None:
        """A figure as a hand writes it: every point a little off."""
        across, down = width * 7 // 10, height * 8 // 10
        lean, low = self.rng.randint(-width // 9, width // 9), self.rng.randint(-height // 14, height // 14)
        for stroke in STROKES[sign]:
            points = [
                (
                    left + width * 15 // 100 + x * across // 10 + (7 - y) * lean // 7 + self.rng.randint(-1, 1),
                    top + height // 10 + y * down // 14 + low + self.rng.randint(-1, 1),
                )
                for x, y in stroke
            ]
            self.pen.line(points, fill=INK, width=max(2, width // 9), joint="curve")

    def _signatures(self) -> None:
        top, bottom = layout.SIGNATURES
        self.text(80, _y(top) - 24, "KELOMPOK PENYELENGGARA PEMUNGUTAN SUARA", 22)
        step = (_y(bottom) - _y(top)) // 8
        for number in range(7):
            y = _y(top) + 40 + number * step
            self.text(80, y, f"{number + 1}. {'Ketua' if not number else 'Anggota'}", 22)
            self.pen.line((300, y + 20, 1000, y + 20), fill=PALE, width=2)
            self.pen.line(_rounded(list(self._scribble(420, y))), fill=INK, width=3, joint="curve")

    def _scribble(self, x: int, y: int) -> Iterator[tuple[int, int]]:
        for step in range(self.rng.randint(9, 16)):
            x += self.rng.randint(6, 30)
            # Tall at its start, as names are.
            yield x, y + self.rng.randint(-30, 24) * (3 if step < 3 else 2) // 3
