"""What is put into boxes: where each item travels, packings with their lines, reports and issued numbers of seals."""

import uuid
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

# Of what is due per TPS or per jenis Pemilu, these are carried beside the boxes.
OUTSIDE = (
    "kotak-suara", "bilik-suara", "tempat-pemungutan", "stiker-kotak", "label-kotak", "daftar-calon", "kotak-hasil",
)  # fmt: skip


def place(apps: Any, schema_editor: Any) -> None:
    """Items that were loaded before get the place that the catalogue ships, or that follows from their basis."""
    rows = apps.get_model("logistics", "Item").objects.exclude(code__in=OUTSIDE)
    rows.filter(basis="tps").update(place="pertama")
    rows.filter(basis__in=["kontes", "surat_suara"]).update(place="kotak")


def take_back(apps: Any, schema_editor: Any) -> None:
    """The places go with their column."""


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0002_phases"),
        ("logistics", "0008_incidents"),
        ("papers", "0006_word_template"),
    ]

    operations = [
        migrations.CreateModel(
            name="PackedLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("round", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField(verbose_name="urutan")),
                ("item_code", models.SlugField(max_length=40, verbose_name="barang")),
                ("wanted", models.PositiveIntegerField(blank=True, null=True, verbose_name="menurut daftar")),
                ("packed", models.PositiveIntegerField(blank=True, null=True, verbose_name="dimasukkan")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="alasan")),
            ],
            options={
                "verbose_name": "isi kotak",
                "verbose_name_plural": "isi kotak",
                "ordering": ["container", "round", "number"],
            },
        ),
        migrations.CreateModel(
            name="Packing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("round", models.PositiveSmallIntegerField(verbose_name="pengemasan ke")),
                (
                    "wrong_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("perintah", "pergeseran surat suara atas perintah tertulis"),
                            ("kekurangan", "menutup kekurangan, dengan berita acara"),
                            ("label", "label bundel keliru, isinya sudah diperiksa lembar demi lembar"),
                        ],
                        max_length=10,
                        verbose_name="sebab beda dapil",
                    ),
                ),
                ("wrong_by", models.CharField(blank=True, max_length=120, verbose_name="penanggung jawab beda dapil")),
                ("entry", models.UUIDField()),
                ("by", models.CharField(max_length=36, verbose_name="oleh")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="dikemas")),
                ("unpacked_at", models.DateTimeField(blank=True, null=True, verbose_name="dibongkar")),
                ("unpack_reason", models.CharField(blank=True, max_length=200, verbose_name="alasan dibongkar")),
            ],
            options={
                "verbose_name": "pengemasan",
                "verbose_name_plural": "pengemasan",
                "ordering": ["container", "-round"],
            },
        ),
        migrations.CreateModel(
            name="SealIssue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("kabel", "segel plastik (kabel ties)"), ("segel", "segel kertas")],
                        max_length=5,
                        verbose_name="jenis",
                    ),
                ),
                ("prefix", models.CharField(blank=True, max_length=20, verbose_name="awalan")),
                ("digits", models.PositiveSmallIntegerField(verbose_name="banyak angka")),
                ("first", models.PositiveIntegerField(verbose_name="nomor pertama")),
                ("last", models.PositiveIntegerField(verbose_name="nomor terakhir")),
                ("note", models.CharField(max_length=160, verbose_name="dasar")),
                ("by", models.CharField(max_length=36)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="dicatat pada")),
            ],
            options={
                "verbose_name": "nomor segel yang diterima",
                "verbose_name_plural": "nomor segel yang diterima",
                "ordering": ["election", "prefix", "first"],
            },
        ),
        migrations.CreateModel(
            name="SealReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("buka", "pembukaan"), ("segel", "penyegelan kembali")],
                        max_length=5,
                        verbose_name="jenis",
                    ),
                ),
                ("place", models.CharField(max_length=160, verbose_name="tempat")),
                ("reason", models.CharField(max_length=200, verbose_name="alasan")),
                ("present", models.JSONField(verbose_name="hadir")),
                ("before", models.JSONField(default=list, verbose_name="segel sebelum")),
                ("after", models.JSONField(default=list, verbose_name="segel sesudah")),
                ("entry", models.UUIDField()),
                ("by", models.CharField(max_length=36, verbose_name="dicatat oleh")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="waktu")),
            ],
            options={
                "verbose_name": "berita acara segel",
                "verbose_name_plural": "berita acara segel",
                "ordering": ["container", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="item",
            name="place",
            field=models.CharField(
                choices=[
                    ("kotak", "di setiap kotak suara"),
                    ("pertama", "di kotak suara pertama tiap TPS"),
                    ("luar", "di luar kotak suara"),
                ],
                db_default="luar",
                default="luar",
                max_length=7,
                verbose_name="tempat",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__in", ["kotak", "pertama", "luar"])), name="logistics_item_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("place", "kotak"), _negated=True),
                    ("basis__in", ["kontes", "surat_suara"]),
                    _connector="OR",
                ),
                name="logistics_item_each_box",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("place", "pertama"), _negated=True), ("basis__in", ["tps", "kontes"]), _connector="OR"
                ),
                name="logistics_item_first_box",
            ),
        ),
        migrations.AddField(
            model_name="packedline",
            name="container",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="packed_lines", to="logistics.container"
            ),
        ),
        migrations.AddField(
            model_name="packedline",
            name="contest",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="elections.contest",
                verbose_name="kontes",
            ),
        ),
        migrations.AddField(
            model_name="packedline",
            name="lot",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="logistics.lot"
            ),
        ),
        migrations.AddField(
            model_name="packing",
            name="ballots",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="elections.contest",
                verbose_name="surat suara",
            ),
        ),
        migrations.AddField(
            model_name="packing",
            name="container",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="packings", to="logistics.container"
            ),
        ),
        migrations.AddField(
            model_name="packing",
            name="warehouse",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="logistics.warehouse",
                verbose_name="gudang",
            ),
        ),
        migrations.AddField(
            model_name="sealissue",
            name="election",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="elections.election",
                verbose_name="pemilu",
            ),
        ),
        migrations.AddField(
            model_name="sealreport",
            name="container",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="seal_reports", to="logistics.container"
            ),
        ),
        migrations.AddField(
            model_name="sealreport",
            name="document",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="papers.document",
                verbose_name="berita acara",
            ),
        ),
        migrations.AddConstraint(
            model_name="packedline",
            constraint=models.UniqueConstraint(
                fields=("container", "round", "number"), name="logistics_packedline_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="packedline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("item_code", "surat-suara"), _negated=True), ("contest__isnull", False), _connector="OR"
                ),
                name="logistics_packedline_ballot",
            ),
        ),
        migrations.AddConstraint(
            model_name="packedline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("wanted__isnull", True),
                    models.Q(("packed__isnull", False), ("wanted", models.F("packed"))),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="logistics_packedline_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="packedline",
            constraint=models.CheckConstraint(
                condition=models.Q(("lot__isnull", True), ("packed__isnull", False), _connector="OR"),
                name="logistics_packedline_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="packing",
            constraint=models.UniqueConstraint(fields=("container", "round"), name="logistics_packing_round"),
        ),
        migrations.AddConstraint(
            model_name="packing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unpacked_at__isnull", True)), fields=("container",), name="logistics_packing_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="packing",
            constraint=models.CheckConstraint(condition=models.Q(("round__gte", 1)), name="logistics_packing_first"),
        ),
        migrations.AddConstraint(
            model_name="packing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("wrong_by", ""), ("wrong_reason", "")),
                    models.Q(
                        ("ballots__isnull", False),
                        ("wrong_reason__in", ["perintah", "kekurangan", "label"]),
                        models.Q(("wrong_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="logistics_packing_wrong",
            ),
        ),
        migrations.AddConstraint(
            model_name="packing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("unpack_reason", ""), ("unpacked_at__isnull", True)),
                    models.Q(("unpacked_at__isnull", False), models.Q(("unpack_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="logistics_packing_unpacked",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealissue",
            constraint=models.UniqueConstraint(
                fields=("election", "prefix", "digits", "first"), name="logistics_sealissue_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sealissue",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["kabel", "segel"])), name="logistics_sealissue_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="sealissue",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))), name="logistics_sealissue_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="sealissue",
            constraint=models.CheckConstraint(
                condition=models.Q(("digits__gte", 1), ("digits__lte", 9)), name="logistics_sealissue_digits"
            ),
        ),
        migrations.AddConstraint(
            model_name="sealreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["buka", "segel"])), name="logistics_sealreport_kind"
            ),
        ),
        migrations.RunPython(place, take_back),
    ]
