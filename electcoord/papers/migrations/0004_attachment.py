import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0001_initial"),
        ("papers", "0003_shipped_masters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("subject", models.CharField(db_index=True, max_length=90, verbose_name="rujukan")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("bahan", "bahan"),
                            ("foto", "foto"),
                            ("mandat", "surat mandat"),
                            ("bertanda_tangan", "naskah bertanda tangan"),
                            ("bukti", "bukti"),
                            ("templat", "templat"),
                        ],
                        max_length=16,
                        verbose_name="guna",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nama berkas")),
                ("caption", models.CharField(blank=True, max_length=250, verbose_name="keterangan")),
                (
                    "original",
                    models.CharField(
                        choices=[("jpeg", "JPEG"), ("png", "PNG"), ("webp", "WebP"), ("pdf", "PDF")],
                        max_length=4,
                        verbose_name="jenis berkas",
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="hash berkas asli")),
                ("size", models.PositiveIntegerField(verbose_name="ukuran")),
                ("pages", models.JSONField(verbose_name="halaman")),
                ("region", models.CharField(max_length=13, verbose_name="wilayah")),
                ("added_by", models.CharField(max_length=36, verbose_name="ditambah oleh")),
                ("added_at", models.DateTimeField(verbose_name="waktu")),
                (
                    "election",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.election",
                    ),
                ),
            ],
            options={
                "verbose_name": "lampiran",
                "verbose_name_plural": "lampiran",
                "ordering": ["added_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["bahan", "foto", "mandat", "bertanda_tangan", "bukti", "templat"])
                        ),
                        name="papers_attachment_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("original__in", ["jpeg", "png", "webp", "pdf"])),
                        name="papers_attachment_original",
                    ),
                ],
            },
        ),
    ]
