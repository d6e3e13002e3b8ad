"""Contact sheets and the index: hundreds of pictures on few."""

import html
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

# How wide a picture becomes by the width of its window, and how tall at most.
SMALLER = {1280: 560, 360: 220, 1920: 700}
PAPER, TALL, GAP, HEAD = 620, 760, 12, 22
ROWS = 3


def contact(pictures: Iterable[Path], target: Path) -> list[Path]:
    """Sheets of the pictures of one page, a row for each person, some rows on each sheet."""
    rows: dict[str, list[Path]] = {}
    for file in pictures:
        rows.setdefault(file.name.rsplit("-", 2)[0], []).append(file)
    kept = []
    names = list(rows)
    for number, start in enumerate(range(0, len(names), ROWS), 1):
        strips = [_strip(name, rows[name]) for name in names[start : start + ROWS]]
        sheet = Image.new("RGB", (max(s.width for s in strips), sum(s.height for s in strips)), "#6b7280")
        top = 0
        for strip in strips:
            sheet.paste(strip, (0, top))
            top += strip.height
        file = target.with_name(f"{target.name}-{number}.png")
        sheet.save(file)
        kept.append(file)
    return kept


def _strip(name: str, files: list[Path]) -> Image.Image:
    small = [_small(file) for file in files]
    tall = max(image.height for image in small)
    strip = Image.new("RGB", (sum(i.width + GAP for i in small) + GAP, tall + HEAD + GAP), "#6b7280")
    ImageDraw.Draw(strip).text((GAP, 5), f"{name}: " + ", ".join(f.stem[len(name) + 1 :] for f in files), fill="white")
    left = GAP
    for image in small:
        strip.paste(image, (left, HEAD))
        left += image.width + GAP
    return strip


def _small(file: Path) -> Image.Image:
    width, scheme = file.stem.rsplit("-", 2)[1:]
    with Image.open(file) as picture:
        image = picture.convert("RGB")
    share = PAPER / 1480 if scheme == "cetak" else SMALLER[int(width)] / image.width
    image = image.resize((max(1, round(image.width * share)), max(1, round(image.height * share))), Image.LANCZOS)
    return image.crop((0, 0, image.width, min(image.height, TALL)))


def index(folder: Path, results: Iterable[Any]) -> None:
    """index.html: the report, every contact sheet, and beneath it the pictures at their full size."""
    parts = []
    for found in sorted(results, key=lambda found: found.page.name):
        name, files = found.page.name, found.pictures
        sheets = "".join(
            f'<img loading="lazy" src="{f.name}" alt="">' for f in sorted(folder.glob(f"lembar-{name}-[0-9]*.png"))
        )
        links = " ".join(f'<a href="{f.name}">{f.stem}</a>' for f in files)
        parts.append(f"<section><h2>{html.escape(name)}</h2>{sheets}<p>{links}</p></section>")
    report = (folder / "laporan.txt").read_text(encoding="utf-8")
    style = "body{font:14px system-ui;margin:1rem}img{max-width:100%;display:block}p a{margin-right:1em}pre{white-space:pre-wrap}"
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="id"><meta charset="utf-8"><title>Gambar semua halaman</title><style>{style}</style>'
        f"<h1>Gambar semua halaman</h1><pre>{html.escape(report)}</pre>{''.join(parts)}",
        encoding="utf-8",
    )
