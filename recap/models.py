"""C.Hasil sheets and their versions (governed), and what is computed from them (disposable)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from electcoord.elections.models import Contest, Election, ProfileVersion, Tps
from electcoord.ledger.models import Ledgered
from recap.fields import CODES, HIGHEST
from recap.states import SheetState


class Sheet(Ledgered):
    """C.Hasil of one contest at one TPS. `current` is the version that `reported` uses: settled, else first entry."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="sheets")
    tps = models.ForeignKey(Tps, on_delete=models.PROTECT, related_name="sheets")
    tps_code = models.CharField("kode TPS", max_length=13)
    desa_code = models.CharField(max_length=10)
    kecamatan_code = models.CharField(max_length=6)
    state = models.CharField("status", max_length=20, choices=SheetState.choices, default=SheetState.BELUM_MASUK)
    current = models.ForeignKey("SheetVersion", on_delete=models.PROTECT, null=True, related_name="+")
    version_count = models.PositiveSmallIntegerField("jumlah versi", default=0)

    class Meta:
        verbose_name = "lembar C.Hasil"
        verbose_name_plural = "lembar C.Hasil"
        ordering = ["tps_code", "contest"]
        indexes = [
            models.Index(fields=["contest", "kecamatan_code", "desa_code"], name="recap_sheet_place"),
            models.Index(fields=["election", "tps_code"], name="recap_sheet_tps"),
            models.Index(fields=["election", "state"], name="recap_sheet_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["contest", "tps"], name="recap_sheet_once"),
            models.CheckConstraint(condition=Q(state__in=SheetState.values), name="recap_sheet_state_known"),
            models.CheckConstraint(
                condition=Q(state="belum_masuk", current__isnull=True, version_count=0)
                | (~Q(state="belum_masuk") & Q(current__isnull=False) & Q(version_count__gt=0)),
                name="recap_sheet_state_fits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tps_code} {self.contest_id}"

    @property
    def subject(self) -> str:
        """How the ledger names this sheet."""
        return f"recap.sheet:{self.uuid}"


class VersionKind(models.TextChoices):
    """`salah_baca` (the paper is unchanged) and `pembetulan` (the paper was changed) are never counted together."""

    ENTRI_SATU = "entri_satu", "entri pertama"
    ENTRI_DUA = "entri_dua", "entri kedua"
    KEPUTUSAN = "keputusan", "keputusan beda entri"
    SALAH_BACA = "salah_baca", "salah baca"
    PEMBETULAN = "pembetulan", "pembetulan"


class Source(models.TextChoices):
    KETIK = "ketik", "diketik dari C.Hasil"
    BERKAS = "berkas", "berkas bacaan C.Hasil"
    D_HASIL = "d_hasil", "D.Hasil Kecamatan bertanda tangan"


ENTRIES = [VersionKind.ENTRI_SATU.value, VersionKind.ENTRI_DUA.value]


def _count() -> models.SmallIntegerField:
    return models.SmallIntegerField(null=True, blank=True)


def _in_range() -> Q:
    query = Q()
    for code in CODES:
        query &= Q(**{f"{code}__isnull": True}) | Q(**{f"{code}__range": (0, HIGHEST)})
    return query


class SheetVersion(Ledgered):
    """One reading as stored; rows are only added. Nothing about sums is checked here."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("versi")
    kind = models.CharField("jenis", max_length=12, choices=VersionKind.choices)
    source = models.CharField("sumber", max_length=10, choices=Source.choices)
    entered_by = models.CharField("dientri oleh", max_length=36)
    role = models.CharField("peran", max_length=30)
    entered_at = models.DateTimeField("waktu entri")
    entry = models.UUIDField("entri buku kejadian", unique=True)
    choice_hash = models.CharField(max_length=64)
    reading_hash = models.CharField(max_length=64)
    breaks_limit = models.BooleanField("melampaui batas R28")
    votes = models.JSONField("suara, urut surat suara")
    party_totals = models.JSONField("baris B per partai", null=True, blank=True)
    pemilih_dpt_l = _count()
    pemilih_dpt_p = _count()
    pemilih_dpt_j = _count()
    pengguna_dpt_l = _count()
    pengguna_dpt_p = _count()
    pengguna_dpt_j = _count()
    pengguna_dptb_l = _count()
    pengguna_dptb_p = _count()
    pengguna_dptb_j = _count()
    pengguna_dpk_l = _count()
    pengguna_dpk_p = _count()
    pengguna_dpk_j = _count()
    pengguna_total_l = _count()
    pengguna_total_p = _count()
    pengguna_total_j = _count()
    ss_diterima = _count()
    ss_digunakan = _count()
    ss_dikembalikan = _count()
    ss_tidak_digunakan = _count()
    disabilitas_l = _count()
    disabilitas_p = _count()
    disabilitas_j = _count()
    suara_sah = _count()
    suara_tidak_sah = _count()
    suara_total = _count()

    class Meta:
        verbose_name = "versi lembar"
        verbose_name_plural = "versi lembar"
        ordering = ["sheet", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="recap_version_number"),
            models.UniqueConstraint(
                fields=["sheet", "kind"], condition=Q(kind__in=ENTRIES), name="recap_version_one_entry_each"
            ),
            # The second entry is by another account than the first.
            models.UniqueConstraint(
                fields=["sheet", "entered_by"], condition=Q(kind__in=ENTRIES), name="recap_version_two_people"
            ),
            models.CheckConstraint(condition=Q(kind__in=VersionKind.values), name="recap_version_kind"),
            models.CheckConstraint(condition=_in_range(), name="recap_version_range"),
        ]

    def __str__(self) -> str:
        return f"versi {self.number}"


class Release(Ledgered):
    """A supervisor's release of a sheet from quarantine, up to the version it had then."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="releases")
    up_to = models.PositiveSmallIntegerField("sampai versi")
    reason = models.TextField("alasan")
    released_by = models.CharField("dilepas oleh", max_length=36)
    released_at = models.DateTimeField("waktu")

    class Meta:
        ordering = ["sheet", "up_to"]
        constraints = [models.UniqueConstraint(fields=["sheet", "up_to"], name="recap_release_once")]

    def __str__(self) -> str:
        return f"pelepasan {self.sheet_id} versi {self.up_to}"


class Mark(models.Model):
    """Dirty mark: the last ledger position that changed sheets of a contest in a kecamatan."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="marks")
    kecamatan_code = models.CharField(max_length=6)
    position = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "kecamatan_code"], name="recap_mark_once")]

    def __str__(self) -> str:
        return f"{self.kecamatan_code} {self.position}"


class Series(models.TextChoices):
    REPORTED = "reported", "masuk"
    AGREED = "agreed", "disepakati"


class Level(models.TextChoices):
    """`kabupaten` is the whole area of the contest here: the kabupaten, or the dapil inside it."""

    DESA = "desa", "desa/kelurahan"
    KECAMATAN = "kecamatan", "kecamatan"
    KABUPATEN = "kabupaten", "kabupaten/dapil"


class Total(models.Model):
    """A computed total with its coverage and the ledger positions it reflects; may be thrown away at any time.

    `fields`, `votes`, `parties` are lists in the order of fields.CODES and of the ballot; null where every sheet is
    blank. `*_in` say for how many TPS each is not blank. `positions`: {kecamatan chain: position}.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="totals")
    series = models.CharField(max_length=8, choices=Series.choices)
    level = models.CharField(max_length=9, choices=Level.choices)
    region_code = models.CharField(max_length=10)
    kecamatan_code = models.CharField(max_length=6, blank=True)
    tps_total = models.PositiveIntegerField()
    tps_in = models.PositiveIntegerField()
    states = models.JSONField()
    fields = models.JSONField()
    fields_in = models.JSONField()
    votes = models.JSONField()
    votes_in = models.JSONField()
    parties = models.JSONField()
    parties_in = models.JSONField()
    positions = models.JSONField()
    position = models.BigIntegerField(default=0)
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["contest", "series", "level", "region_code"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "series", "level", "region_code"], name="recap_total_once")
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.series}"


class Severity(models.TextChoices):
    HARD = "HARD", "aritmetika"
    LOGIC = "LOGIC", "perlu penjelasan"
    WARN = "WARN", "perhatian"
    QUARANTINE = "QUARANTINE", "karantina"


class Check(models.Model):
    """What the rules said of the version that `reported` uses; disposable."""

    sheet = models.OneToOneField(Sheet, on_delete=models.CASCADE, related_name="check_row")
    version = models.BigIntegerField()
    profile = models.ForeignKey(ProfileVersion, on_delete=models.PROTECT, related_name="+")
    incomplete = models.JSONField()

    def __str__(self) -> str:
        return f"periksa {self.sheet_id}"


class Finding(models.Model):
    """A broken rule of the version that `reported` uses; disposable, `since` is when it was first seen."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="findings")
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+")
    tps_code = models.CharField(max_length=13)
    rule = models.CharField("aturan", max_length=4)
    part = models.CharField("bagian", max_length=60)
    severity = models.CharField("tingkat", max_length=10, choices=Severity.choices)
    equation = models.TextField("persamaan")
    since = models.DateTimeField("sejak")

    class Meta:
        verbose_name = "temuan"
        verbose_name_plural = "temuan"
        ordering = ["tps_code", "rule", "part"]
        indexes = [models.Index(fields=["election", "tps_code"], name="recap_finding_place")]
        constraints = [models.UniqueConstraint(fields=["sheet", "rule", "part"], name="recap_finding_once")]

    def __str__(self) -> str:
        return f"{self.rule} {self.part}"


class Upload(models.Model):
    """A file between its dry run and its import; it goes when it was written, given up, or is a day old."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=VersionKind.choices)
    name = models.CharField(max_length=100)
    content = models.BinaryField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
