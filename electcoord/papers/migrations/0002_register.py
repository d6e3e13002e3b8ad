import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0001_initial"),
        ("papers", "0001_initial"),
        ("regions", "0003_boundary"),
    ]

    operations = [
        migrations.CreateModel(
            name="Classification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=16, unique=True, verbose_name="kode")),
                ("name", models.CharField(max_length=120, verbose_name="nama")),
                ("is_active", models.BooleanField(default=True, verbose_name="dipakai")),
            ],
            options={
                "verbose_name": "klasifikasi arsip",
                "verbose_name_plural": "klasifikasi arsip",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="DocumentKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=8, unique=True, verbose_name="kode")),
                ("name", models.CharField(max_length=80, verbose_name="nama")),
                (
                    "pattern",
                    models.CharField(
                        default="{urut}/{klasifikasi}-{jenis}/{wilayah}/{tahun}",
                        help_text="isian: {urut} {klasifikasi} {jenis} {wilayah} {tahun} {bulan}; {urut} dan {tahun} wajib",
                        max_length=120,
                        verbose_name="pola nomor",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="dipakai")),
            ],
            options={
                "verbose_name": "jenis naskah",
                "verbose_name_plural": "jenis naskah",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pattern__contains", "{urut}"), ("pattern__contains", "{tahun}")),
                        name="papers_kind_pattern",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Number",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.PositiveSmallIntegerField(verbose_name="tahun")),
                ("sequence", models.PositiveIntegerField(verbose_name="urut")),
                ("text", models.CharField(max_length=160, verbose_name="nomor")),
                ("about", models.CharField(max_length=250, verbose_name="perihal")),
                ("subject", models.CharField(max_length=90, verbose_name="rujukan")),
                ("dated", models.DateField(verbose_name="tanggal naskah")),
                (
                    "state",
                    models.CharField(
                        choices=[("terpakai", "terpakai"), ("batal", "batal")],
                        default="terpakai",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("taken_by", models.CharField(max_length=36, verbose_name="diambil oleh")),
                ("taken_at", models.DateTimeField(verbose_name="waktu ambil")),
                ("reason", models.CharField(blank=True, max_length=250, verbose_name="alasan batal")),
                ("cancelled_by", models.CharField(blank=True, max_length=36, verbose_name="dibatalkan oleh")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="waktu batal")),
                (
                    "classification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="papers.classification",
                        verbose_name="klasifikasi",
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.election",
                        verbose_name="pemilu",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="penerbit",
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
                "verbose_name": "nomor naskah",
                "verbose_name_plural": "register nomor naskah",
                "ordering": ["-year", "issuer", "kind", "-sequence"],
                "constraints": [
                    models.UniqueConstraint(fields=("issuer", "kind", "year", "sequence"), name="papers_number_once"),
                    models.UniqueConstraint(fields=("issuer", "text"), name="papers_number_text"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["terpakai", "batal"])), name="papers_number_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sequence__gte", 1), ("year__gte", 1945), ("year__lte", 2999)),
                        name="papers_number_counted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cancelled_at__isnull", True),
                                ("cancelled_by", ""),
                                ("reason", ""),
                                ("state", "terpakai"),
                            ),
                            models.Q(
                                ("cancelled_at__isnull", False),
                                ("state", "batal"),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="papers_number_cancelled",
                    ),
                ],
            },
        ),
    ]
