"""The kinds and classifications of regulations J.4; offices change them and add their own."""

from typing import Any

from django.db import migrations

PATTERN = "{urut}/{klasifikasi}-{jenis}/{wilayah}/{tahun}"
KINDS = {
    "Und": "Undangan", "BA": "Berita acara", "SD": "Surat dinas", "SE": "Surat edaran", "PU": "Pengumuman",
    "ST": "Surat tugas", "ND": "Nota dinas", "NOT": "Notulen", "DH": "Daftar hadir", "SERT": "Sertifikat",
}  # fmt: skip
CLASSIFICATIONS = {
    "PL.01": "Pemilihan Umum", "PL.01.8": "Pemilihan Umum: rekapitulasi dan penetapan hasil",
    "PL.02": "Pemilihan (kepala daerah)", "PP.08": "Perlengkapan dan logistik",
}  # fmt: skip


def ship(apps: Any, schema_editor: Any) -> None:
    kinds, classifications = (apps.get_model("papers", name) for name in ("DocumentKind", "Classification"))
    kinds.objects.bulk_create(
        [kinds(code=code, name=name, pattern=PATTERN) for code, name in KINDS.items()], ignore_conflicts=True
    )
    classifications.objects.bulk_create(
        [classifications(code=code, name=name) for code, name in CLASSIFICATIONS.items()], ignore_conflicts=True
    )


def take_back(apps: Any, schema_editor: Any) -> None:
    """Rows that numbers use stay; they go with their tables in the migration before."""


class Migration(migrations.Migration):
    dependencies = [("papers", "0002_register")]
    operations = [migrations.RunPython(ship, take_back)]
