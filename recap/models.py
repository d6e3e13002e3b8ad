"""C.Hasil sheets and their versions (governed), and what is computed from them (disposable)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.elections.models import Contest, Election, ProfileVersion, Tps
from electcoord.ledger.models import Ledgered
from electcoord.papers.models import Photo
from recap.fields import CODES, HIGHEST
from recap.states import SheetState


class Sheet(Ledgered):
    """C.Hasil of one contest at one TPS. `current` is the version that `reported` uses: settled, else first entry.

    Settled is the decision of a difference, and after it the latest approved correction.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="sheets")
    tps = models.ForeignKey(Tps, on_delete=models.PROTECT, related_name="sheets")
    tps_code = models.CharField(lazy("kode TPS"), max_length=13)
    desa_code = models.CharField(max_length=10)
    kecamatan_code = models.CharField(max_length=6)
    state = models.CharField(lazy("status"), max_length=20, choices=SheetState.choices, default=SheetState.BELUM_MASUK)
    current = models.ForeignKey("SheetVersion", on_delete=models.PROTECT, null=True, related_name="+")
    version_count = models.PositiveSmallIntegerField(lazy("jumlah versi"), default=0)

    class Meta:
        verbose_name = lazy("lembar C.Hasil")
        verbose_name_plural = lazy("lembar C.Hasil")
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

    ENTRI_SATU = "entri_satu", lazy("entri pertama")
    ENTRI_DUA = "entri_dua", lazy("entri kedua")
    KEPUTUSAN = "keputusan", lazy("keputusan beda entri")
    SALAH_BACA = "salah_baca", lazy("salah baca")
    PEMBETULAN = "pembetulan", lazy("pembetulan")


class Source(models.TextChoices):
    KETIK = "ketik", lazy("diketik dari C.Hasil")
    BERKAS = "berkas", lazy("berkas bacaan C.Hasil")
    D_HASIL = "d_hasil", lazy("D.Hasil Kecamatan bertanda tangan")


ENTRIES = [VersionKind.ENTRI_SATU.value, VersionKind.ENTRI_DUA.value]
CORRECTIONS = [VersionKind.SALAH_BACA.value, VersionKind.PEMBETULAN.value]


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
    number = models.PositiveSmallIntegerField(lazy("versi"))
    kind = models.CharField(lazy("jenis"), max_length=12, choices=VersionKind.choices)
    source = models.CharField(lazy("sumber"), max_length=10, choices=Source.choices)
    entered_by = models.CharField(lazy("dientri oleh"), max_length=36)
    role = models.CharField(lazy("peran"), max_length=30)
    entered_at = models.DateTimeField(lazy("waktu entri"))
    entry = models.UUIDField(lazy("entri buku kejadian"), unique=True)
    choice_hash = models.CharField(max_length=64)
    reading_hash = models.CharField(max_length=64)
    breaks_limit = models.BooleanField(lazy("melampaui batas R28"))
    votes = models.JSONField(lazy("suara, urut surat suara"))
    party_totals = models.JSONField(lazy("baris B per partai"), null=True, blank=True)
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
        verbose_name = lazy("versi lembar")
        verbose_name_plural = lazy("versi lembar")
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
            # A difference is decided once; what is found wrong later is a correction.
            models.UniqueConstraint(fields=["sheet"], condition=Q(kind="keputusan"), name="recap_version_one_decision"),
            models.CheckConstraint(condition=Q(kind__in=VersionKind.values), name="recap_version_kind"),
            models.CheckConstraint(condition=_in_range(), name="recap_version_range"),
        ]

    def __str__(self) -> str:
        return _("versi %(number)s") % {"number": self.number}


class Release(Ledgered):
    """A supervisor's release of a sheet from quarantine, up to the version it had then."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="releases")
    up_to = models.PositiveSmallIntegerField(lazy("sampai versi"))
    reason = models.TextField(lazy("alasan"))
    released_by = models.CharField(lazy("dilepas oleh"), max_length=36)
    released_at = models.DateTimeField(lazy("waktu"))

    class Meta:
        ordering = ["sheet", "up_to"]
        constraints = [models.UniqueConstraint(fields=["sheet", "up_to"], name="recap_release_once")]

    def __str__(self) -> str:
        return _("pelepasan %(sheet_id)s versi %(up_to)s") % {"sheet_id": self.sheet_id, "up_to": self.up_to}


class CorrectionReason(models.TextChoices):
    """Why the stored figures are wrong: first those of `salah_baca`, then those of `pembetulan`."""

    ANGKA = "angka", lazy("angka terbaca atau diketik keliru")
    BARIS = "baris", lazy("angka terisi di baris atau kolom lain")
    TERTUKAR = "tertukar", lazy("lembar tertukar dengan TPS atau kontes lain")
    JUMLAH = "jumlah", lazy("penjumlahan di formulir keliru")
    TULIS = "tulis", lazy("salah tulis di formulir")
    SALINAN = "salinan", lazy("berbeda dari salinan saksi atau pengawas")
    HITUNG_ULANG = "hitung_ulang", lazy("hasil penghitungan ulang surat suara")
    REKOMENDASI = "rekomendasi", lazy("rekomendasi pengawas")


REASONS = {
    VersionKind.SALAH_BACA: (CorrectionReason.ANGKA, CorrectionReason.BARIS, CorrectionReason.TERTUKAR),
    VersionKind.PEMBETULAN: (
        CorrectionReason.JUMLAH, CorrectionReason.TULIS, CorrectionReason.SALINAN, CorrectionReason.HITUNG_ULANG,
        CorrectionReason.REKOMENDASI,
    ),
}  # fmt: skip


class CorrectionState(models.TextChoices):
    DIUSULKAN = "diusulkan", lazy("menunggu persetujuan")
    DISETUJUI = "disetujui", lazy("disetujui")
    DITOLAK = "ditolak", lazy("ditolak")
    DITARIK = "ditarik", lazy("ditarik pengusulnya")


class Correction(Ledgered):
    """A proposed change of settled figures; approved by another person it becomes a version (law 2).

    `salah_baca`: the paper is unchanged and `photo` shows it. `pembetulan`: the paper was changed in the pleno; then
    `legal_basis`, `initials` (who initialled the struck figure), `incident` (kejadian khusus) and the changed page's
    photo are there too. `changes`: {code name: [old, new]} of the cells that differ from `base`.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField(lazy("usul ke-"))
    kind = models.CharField(lazy("jenis"), max_length=12, choices=VersionKind.choices)
    base = models.ForeignKey(SheetVersion, on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField(lazy("isian yang berubah"))
    reason_code = models.CharField(lazy("sebab"), max_length=12, choices=CorrectionReason.choices)
    reason = models.TextField(lazy("penjelasan"))
    legal_basis = models.CharField(lazy("dasar hukum"), max_length=300, blank=True)
    initials = models.CharField(lazy("paraf oleh"), max_length=200, blank=True)
    incident = models.TextField(lazy("kejadian khusus"), blank=True)
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="+", verbose_name=lazy("foto lembar"))
    proposed_by = models.CharField(lazy("pengusul"), max_length=36)
    proposed_at = models.DateTimeField(lazy("waktu usul"))
    state = models.CharField(lazy("status"), max_length=9, choices=CorrectionState.choices)
    decided_by = models.CharField(lazy("diputuskan oleh"), max_length=36, blank=True)
    decided_at = models.DateTimeField(lazy("waktu putusan"), null=True, blank=True)
    note = models.TextField(lazy("catatan putusan"), blank=True)
    version = models.OneToOneField(
        SheetVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="correction"
    )

    class Meta:
        verbose_name = lazy("koreksi")
        verbose_name_plural = lazy("koreksi")
        ordering = ["sheet", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="recap_correction_number"),
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(state="diusulkan"), name="recap_correction_one_proposal"
            ),
            models.CheckConstraint(condition=Q(kind__in=CORRECTIONS), name="recap_correction_kind"),
            models.CheckConstraint(
                condition=Q(state="diusulkan", decided_by="", decided_at__isnull=True)
                | Q(state="ditarik", decided_by=F("proposed_by"))
                | (Q(state__in=["disetujui", "ditolak"]) & ~Q(decided_by="") & ~Q(decided_by=F("proposed_by"))),
                name="recap_correction_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="disetujui", version__isnull=False)
                | (~Q(state="disetujui") & Q(version__isnull=True)),
                name="recap_correction_has_version",
            ),
            # A changed paper has its legal basis, initials and kejadian khusus on record.
            models.CheckConstraint(
                condition=Q(kind="salah_baca") | (~Q(legal_basis="") & ~Q(initials="") & ~Q(incident="")),
                name="recap_correction_grounds",
            ),
        ]

    def __str__(self) -> str:
        return _("koreksi %(sheet_id)s ke-%(number)s") % {"sheet_id": self.sheet_id, "number": self.number}

    @property
    def subject(self) -> str:
        """How the ledger names this proposal."""
        return f"recap.correction:{self.uuid}"


class Task(models.TextChoices):
    """What the queue hands out."""

    MASUK = "masuk", lazy("Entri pertama")
    KEDUA = "kedua", lazy("Entri kedua")
    BEDA = "beda", lazy("Beda entri")
    KARANTINA = "karantina", lazy("Karantina")


class Lease(models.Model):
    """Who works on a sheet now; free again a minute after the last sign of life (disposable)."""

    sheet = models.OneToOneField(Sheet, on_delete=models.CASCADE, related_name="lease")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    task = models.CharField(max_length=9, choices=Task.choices)
    taken_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["holder", "-seen_at"], name="recap_lease_holder")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.task}"


class Draft(models.Model):
    """What one person has typed of a sheet so far; nobody else reads it, and it goes when it is entered.

    `values`: {code name: text as typed}, `X` for an empty box; `key`: the request key of the entry that it becomes.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4)
    secret = models.CharField(lazy("kunci salinan di peramban"), max_length=64)
    values = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "owner"], name="recap_draft_once")]

    def __str__(self) -> str:
        return _("draf %(sheet_id)s") % {"sheet_id": self.sheet_id}


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
    REPORTED = "reported", lazy("masuk")
    AGREED = "agreed", lazy("disepakati")


class Level(models.TextChoices):
    """`kabupaten` is the whole area of the contest here: the kabupaten, or the dapil inside it."""

    DESA = "desa", lazy("desa/kelurahan")
    KECAMATAN = "kecamatan", lazy("kecamatan")
    KABUPATEN = "kabupaten", lazy("kabupaten/dapil")


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
    HARD = "HARD", lazy("aritmetika")
    LOGIC = "LOGIC", lazy("perlu penjelasan")
    WARN = "WARN", lazy("perhatian")
    QUARANTINE = "QUARANTINE", lazy("karantina")


class Check(models.Model):
    """What the rules said of the version that `reported` uses; disposable."""

    sheet = models.OneToOneField(Sheet, on_delete=models.CASCADE, related_name="check_row")
    version = models.BigIntegerField()
    profile = models.ForeignKey(ProfileVersion, on_delete=models.PROTECT, related_name="+")
    incomplete = models.JSONField()

    def __str__(self) -> str:
        return _("periksa %(sheet_id)s") % {"sheet_id": self.sheet_id}


class Finding(models.Model):
    """A broken rule of the version that `reported` uses; disposable, `since` is when it was first seen."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="findings")
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+")
    tps_code = models.CharField(max_length=13)
    rule = models.CharField(lazy("aturan"), max_length=4)
    part = models.CharField(lazy("bagian"), max_length=60)
    severity = models.CharField(lazy("tingkat"), max_length=10, choices=Severity.choices)
    equation = models.TextField(lazy("persamaan"))
    since = models.DateTimeField(lazy("sejak"))

    class Meta:
        verbose_name = lazy("temuan")
        verbose_name_plural = lazy("temuan")
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
