"""Loads the boundaries of regions for the maps from a GeoJSON file; all of it or nothing."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from electcoord.common.errors import RuleError
from electcoord.common.numbers import angka
from electcoord.common.refusal import refused
from electcoord.ledger.recording import SYSTEM
from electcoord.regions.actions import known_codes, new_boundaries, set_boundaries
from electcoord.regions.geojson import read_file

WORDS = {2: "provinsi", 4: "kabupaten/kota", 6: "kecamatan", 10: "desa/kelurahan"}


class Command(BaseCommand):
    help = "Memuat batas wilayah untuk peta dari GeoJSON (WGS 84; tiap fitur memiliki properti 'kode')."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.geojson", help="FeatureCollection berisi Polygon atau MultiPolygon")
        parser.add_argument("--source", default="", metavar="TEKS", help="asal batasnya; tanpa ini nama berkas")
        parser.add_argument("--skip-unknown", action="store_true", help="lewati kode wilayah yang belum dimuat")
        parser.add_argument("--dry-run", action="store_true", help="periksa saja, tanpa menulis")

    def handle(self, *, file: str, source: str, skip_unknown: bool, dry_run: bool, **_: Any) -> None:
        path = Path(file)
        source = " ".join(source.split()) or path.name[:120]
        try:
            features = read_file(path)
            if skip_unknown and (unknown := sorted(features.keys() - known_codes(features))):
                features = {code: geometry for code, geometry in features.items() if code not in unknown}
                self.stdout.write(f"Dilewati, belum dimuat: {', '.join(unknown)}.")
            new = new_boundaries(features, source)
            if not dry_run:
                set_boundaries(features, source=source, actor=SYSTEM)
        except RuleError as error:
            raise refused(self, error, "tidak ada yang dimuat.") from None
        word = "Akan dimuat" if dry_run else "Dimuat"
        self.stdout.write(
            f"{word}: batas {_counts(new) or '0 wilayah'}; {angka(len(features) - len(new))} tidak berubah."
        )
        if dry_run:
            self.stdout.write("Uji coba: tidak ada yang ditulis.")


def _counts(codes: Iterable[str]) -> str:
    """`20 kecamatan, 312 desa/kelurahan`."""
    found = Counter(len(code) for code in codes)
    return ", ".join(f"{angka(found[digits])} {word}" for digits, word in WORDS.items() if found[digits])
