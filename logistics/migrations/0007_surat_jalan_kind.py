"""The surat jalan (regulations H.5) is numbered in a series of its own."""

from typing import Any

from django.db import migrations

PATTERN = "{urut}/{klasifikasi}-{jenis}/{wilayah}/{tahun}"


def ship(apps: Any, schema_editor: Any) -> None:
    kinds = apps.get_model("papers", "DocumentKind")
    kinds.objects.bulk_create([kinds(code="SJ", name="Surat jalan", pattern=PATTERN)], ignore_conflicts=True)


def take_back(apps: Any, schema_editor: Any) -> None:
    """Numbers of this kind stay in the register; the kind goes with its table."""


class Migration(migrations.Migration):
    dependencies = [("logistics", "0006_movements"), ("papers", "0003_shipped_masters")]
    operations = [migrations.RunPython(ship, take_back)]
