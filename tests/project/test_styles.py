"""The style sheets: nothing in them that no page uses, colours that every eye can read, and light or dark by choice."""

import gzip
import math
import re
from itertools import combinations
from uuid import uuid4

import pytest
from django.conf import settings

from electcoord.common import styles
from recap.actions import enter_reading
from tests.cast import KABUPATEN, TPS_1, blank_reading
from tests.photos import lay

CSS = settings.BASE_DIR / "static" / "css"
# Django's own classes, which its templates set.
OF_DJANGO = ("admin.css", "admin-profile.css", "admin-lists.css")
COLOUR = re.compile(r"--([\w-]+): #([0-9a-f]{6}|[0-9a-f]{3});")

TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "surface", "sunken")),
    *(("accent", ground) for ground in ("paper", "surface", "sunken", "soft")),
    *((f"{tone}", f"{tone}-bg") for tone in ("periksa", "selesai", "galat")),
    *((f"{tone}", ground) for tone in ("periksa", "selesai", "galat") for ground in ("paper", "surface")),
    *(("ink", f"{tone}-bg") for tone in ("periksa", "selesai", "galat")), *(("ink-2", f"{tone}-bg") for tone in ("periksa", "selesai", "galat")),
    ("ink", "soft"), ("ink-2", "soft"), ("accent-2", "surface"), ("accent-2", "paper"), ("on-accent", "accent"), ("on-accent", "accent-2"),
    ("on-bar", "bar"), ("on-bar-2", "bar"), ("on-bar-2", "bar-line"), ("tape-ink", "tape"), ("tape-ink", "tape-2"), ("surface", "ink-2"),
    ("paper", "ink"), ("surface", "selesai-mark"),
]  # fmt: skip
MARKS = [
    *((f"{tone}-mark", ground) for tone in ("periksa", "selesai", "galat") for ground in (f"{tone}-bg", "surface", "paper")),
    *((f"c{n}", "surface") for n in range(7)), *(("field", ground) for ground in ("surface", "paper")),
    ("accent", "surface"), ("accent", "paper"), ("accent", "sunken"), ("ink-3", "sunken"),
]  # fmt: skip
# How the colours reach an eye without one of its cones (Machado, Oliveira and Fernandes 2009, severity 1).
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def tokens(theme: str) -> dict[str, tuple[float, ...]]:
    """Linear RGB of each colour."""
    found = dict(COLOUR.findall((CSS / "tokens.css").read_text()))
    if theme == "dark":
        found |= dict(COLOUR.findall((CSS / "dark.css").read_text()))
    return {name: linear(value) for name, value in found.items()}


def linear(value: str) -> tuple[float, ...]:
    full = "".join(c * 2 for c in value) if len(value) == 3 else value
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def luminance(colour: tuple[float, ...]) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lab(colour: tuple[float, ...]) -> tuple[float, ...]:
    r, g, b = colour
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.072175 * b
    z = (0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.once
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_of_colours_that_stands_together_can_be_read(theme):
    known = tokens(theme)
    poor = [
        f"{front} on {back}: {found:.2f}"
        for pairs, least in ((TEXT, 4.5), (MARKS, 3.0))
        for front, back in pairs
        if (found := contrast(known[front], known[back])) < least
    ]
    assert not poor


@pytest.mark.once
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_kinds_are_told_apart_by_every_eye_and_degrees_by_their_lightness(theme):
    known = tokens(theme)
    for eye, rows in EYES.items():
        seen = {
            name: lab(tuple(min(1, max(0, sum(a * b for a, b in zip(row, known[name], strict=True)))) for row in rows))
            for name in (f"c{n}" for n in range(7))
        }
        near = [(a, b) for a, b in combinations(seen, 2) if math.dist(seen[a], seen[b]) < 15]
        assert not near, eye
    steps = [luminance(known[f"q{n}"]) for n in range(1, 6)]
    assert steps == sorted(steps, reverse=theme == "light")
    assert all(contrast(known[f"q{n}"], known[f"q{n + 1}"]) > 1.3 for n in range(1, 5))


@pytest.mark.once
def test_dark_changes_only_tokens_that_there_are():
    assert set(tokens("dark")) == set(tokens("light"))


@pytest.mark.once
def test_nothing_is_styled_that_no_page_has_and_bootstrap_is_cut_to_what_they_use():
    used = styles.used_classes(loosely=True)
    unused = {
        f"{sheet.name}: .{name}"
        for sheet in CSS.glob("*.css")
        if sheet.name not in OF_DJANGO
        for head in re.findall(r"([^{};]+)\{", re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S))
        if not head.strip().startswith("@")
        for name in styles.CLASS.findall(head)
        if not styles.is_used(name, used)
    }
    assert not unused
    assert styles.faults() == []


@pytest.mark.once
def test_colours_live_in_the_tokens_alone():
    strays = [
        f"{sheet.name}: {found}"
        for sheet in CSS.glob("*.css")
        if sheet.name not in ("tokens.css", "dark.css", "print.css")
        for found in re.findall(r"[^-\w&](#(?:[0-9a-f]{3,8})\b)(?=[^{}]*[;}])", sheet.read_text())
        # White of the photographed paper and of Django's own header, shades over a photo, black while printing.
        if found not in ("#fff", "#000", "#0004")
    ]
    assert not strays


def test_a_device_keeps_its_choice_of_light_or_dark(as_person):
    for client, page in (
        (as_person("ketua"), f"/rekap/talang/kontes/ppwp/{KABUPATEN}/"),
        (as_person(None), "/akun/masuk/"),
    ):
        shown = client.get(page).content.decode()
        assert 'data-theme="auto"' in shown and 'media="(prefers-color-scheme: dark)"' in shown
        answer = client.post("/tema/", {"tema": "gelap", "next": page})
        assert answer.url == page and answer.cookies["tema"]["samesite"] == "Lax"
        shown = client.get(page).content.decode()
        assert 'data-theme="gelap"' in shown and "dark.css" in shown and "prefers-color-scheme" not in shown
        client.post("/tema/", {"tema": "terang"})
        shown = client.get(page).content.decode()
        assert 'data-theme="terang"' in shown and "dark.css" not in shown
        # Neither another site nor a word that is no theme.
        for elsewhere in ("https://jahat.example/", "//jahat.example/", "/\\jahat.example", "javascript:alert(1)", ""):
            answer = client.post("/tema/", {"tema": "ungu", "next": elsewhere})
            assert answer.url == "/" and not answer.cookies
        assert 'data-theme="terang"' in client.get(page).content.decode()
        assert client.get("/tema/").status_code == 405
        client.cookies["tema"] = '"><script>'
        assert 'data-theme="auto"' in client.get(page).content.decode()


@pytest.mark.once
def test_pages_are_light_to_load(cast, as_person):
    """Even as they lie there; on the way pages are compressed, pictures are not compressed twice."""
    contest = cast.contest("dprd_kab_1")
    for who in ("operator", "staf"):
        enter_reading(
            cast.sheet(TPS_1, "dprd_kab_1"), blank_reading(contest, suara_sah=3), key=uuid4(), actor=cast.actor(who)
        )
    photo = lay(cast, key="dprd_kab_1")
    client = as_person("ketua")
    for path in ("/", "/gaya/", f"/rekap/talang/kontes/dprd_kab_1/{KABUPATEN}/", f"/rekap/talang/tps/{TPS_1}/"):
        page = client.get(path).content
        files = set(re.findall(rb'(?:href|src)="/static/([^"#]+)', page))
        first = sum(
            (settings.BASE_DIR / "static" / name.decode()).stat().st_size
            for name in files
            if not name.endswith(b"sample-paper.svg")
        )
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert answer["Content-Encoding"] == "gzip" and b"<!DOCTYPE html>" in gzip.decompress(answer.content)
        size = f"{path}: {first + len(page)} bytes first, {len(page)} later, {len(answer.content)} on the way"
        print(size)
        assert first + len(page) < 300_000 and len(page) < 100_000 and len(answer.content) < 30_000, size
    answer = client.get(f"/kertas/{photo.uuid}/gambar.jpg", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200 and "Content-Encoding" not in answer
