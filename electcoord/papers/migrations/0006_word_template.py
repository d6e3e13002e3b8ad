import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("papers", "0005_documents"),
        ("regions", "0003_boundary"),
    ]

    operations = [
        migrations.CreateModel(
            name="WordTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField(verbose_name="versi")),
                ("name", models.CharField(max_length=120, verbose_name="nama")),
                ("sha256", models.CharField(max_length=64, verbose_name="hash berkas")),
                ("size", models.PositiveIntegerField(verbose_name="ukuran")),
                ("placeholders", models.JSONField(verbose_name="isian")),
                ("is_active", models.BooleanField(default=True, verbose_name="dipakai")),
                ("uploaded_by", models.CharField(max_length=36, verbose_name="diunggah oleh")),
                ("uploaded_at", models.DateTimeField(verbose_name="waktu unggah")),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="papers.documentkind",
                        verbose_name="jenis",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        help_text="kantor yang memakainya",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="kabupaten/kota",
                    ),
                ),
            ],
            options={
                "verbose_name": "templat naskah",
                "verbose_name_plural": "templat naskah",
                "ordering": ["kind", "region", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "region", "number"), name="papers_template_number"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="papers_template_counted"),
                ],
            },
        ),
    ]
