import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0001_initial"),
        ("papers", "0004_attachment"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("subject", models.CharField(db_index=True, max_length=90, verbose_name="rujukan")),
                ("title", models.CharField(max_length=200, verbose_name="judul")),
                ("region", models.CharField(max_length=13, verbose_name="wilayah")),
                ("made_by", models.CharField(max_length=36, verbose_name="dibuat oleh")),
                ("made_at", models.DateTimeField(verbose_name="waktu")),
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
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="papers.documentkind",
                        verbose_name="jenis",
                    ),
                ),
            ],
            options={
                "verbose_name": "naskah",
                "verbose_name_plural": "naskah",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField(verbose_name="versi")),
                ("content", models.JSONField(verbose_name="isi")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draf", "draf"),
                            ("disahkan", "disahkan"),
                            ("ditandatangani", "ditandatangani"),
                            ("dicabut", "dicabut"),
                        ],
                        default="draf",
                        max_length=14,
                        verbose_name="status",
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="hash isi")),
                ("reason", models.CharField(blank=True, max_length=250, verbose_name="alasan perubahan")),
                ("pdf_sha256", models.CharField(blank=True, max_length=64, verbose_name="hash cetakan")),
                ("made_by", models.CharField(max_length=36, verbose_name="dibuat oleh")),
                ("made_at", models.DateTimeField(verbose_name="dibuat pada")),
                ("approved_by", models.CharField(blank=True, max_length=36, verbose_name="disahkan oleh")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="disahkan pada")),
                ("signed_by", models.CharField(blank=True, max_length=36, verbose_name="dicatat bertanda tangan oleh")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="dicatat bertanda tangan pada")),
                ("withdrawn_by", models.CharField(blank=True, max_length=36, verbose_name="dicabut oleh")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="dicabut pada")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="papers.document"
                    ),
                ),
                (
                    "register_number",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="papers.number",
                        verbose_name="nomor",
                    ),
                ),
                (
                    "signed",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="papers.attachment",
                        verbose_name="naskah bertanda tangan",
                    ),
                ),
            ],
            options={
                "verbose_name": "versi naskah",
                "verbose_name_plural": "versi naskah",
                "ordering": ["document", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "number"), name="papers_version_number"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draf", "disahkan", "ditandatangani", "dicabut"])),
                        name="papers_version_state",
                    ),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="papers_version_counted"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_at__isnull", True),
                                ("pdf_sha256", ""),
                                ("register_number__isnull", True),
                                ("signed__isnull", True),
                                ("state", "draf"),
                            ),
                            models.Q(("approved_at__isnull", False), ("signed__isnull", True), ("state", "disahkan")),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("signed__isnull", False),
                                ("signed_at__isnull", False),
                                ("state", "ditandatangani"),
                            ),
                            models.Q(("state", "dicabut"), ("withdrawn_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="papers_version_dated",
                    ),
                ],
            },
        ),
    ]
