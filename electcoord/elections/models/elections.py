"""Elections of a kabupaten: profile, contests, ballots and TPS. The same TPS code is another station in another one."""

from functools import cache
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.common.language import source
from electcoord.common.names import region_name
from electcoord.elections import profiles
from electcoord.ledger.models import Ledgered
from electcoord.regions.models import Region, RegionName


class Regime(models.TextChoices):
    PEMILU = "pemilu", lazy("Pemilu")
    PILKADA = "pilkada", lazy("Pilkada")


class Zone(models.TextChoices):
    WIB = "WIB", "WIB"
    WITA = "WITA", "WITA"
    WIT = "WIT", "WIT"


class Stage(models.TextChoices):
    """Stages overlap (regulations D.7), so an election has a set of open ones."""

    PERSIAPAN = "persiapan", lazy("Persiapan")
    ENTRI = "entri", lazy("Entri C.Hasil")
    PLENO_KECAMATAN = "pleno_kecamatan", lazy("Rekapitulasi kecamatan")
    PLENO_KABUPATEN = "pleno_kabupaten", lazy("Rekapitulasi kabupaten")
    PENETAPAN = "penetapan", lazy("Penetapan hasil")
    SELESAI = "selesai", lazy("Selesai")


class ContestKind(models.TextChoices):
    """Jenis Pemilu, in the order in which a TPS counts them."""

    PPWP = "ppwp", lazy("Presiden dan Wakil Presiden")
    DPR = "dpr", lazy("DPR")
    DPD = "dpd", lazy("DPD")
    DPRD_PROV = "dprd_prov", lazy("DPRD Provinsi")
    DPRD_KAB = "dprd_kab", lazy("DPRD Kabupaten/Kota")
    PILGUB = "pilgub", lazy("Gubernur dan Wakil Gubernur")
    PILBUP = "pilbup", lazy("Bupati dan Wakil Bupati")
    PILWAKO = "pilwako", lazy("Wali Kota dan Wakil Wali Kota")

    @property
    def regime(self) -> Regime:
        return Regime.PILKADA if self.value.startswith("pil") else Regime.PEMILU

    @property
    def is_party_list(self) -> bool:
        """Whether voters mark a party or one of its candidates (A.1, A.2, B on the form)."""
        return self.value in {"dpr", "dprd_prov", "dprd_kab"}

    @property
    def plain(self) -> str:
        """The label as packages write it."""
        return _plain(self)


@cache
def _plain(kind: ContestKind) -> str:
    return source(kind.label)


KIND_ORDER = {kind.value: number for number, kind in enumerate(ContestKind)}


def default_stages() -> list[str]:
    return [Stage.PERSIAPAN.value, Stage.ENTRI.value]


class Election(Ledgered):
    """A Pemilu or Pilkada as one kabupaten runs it."""

    slug = models.SlugField(lazy("kode pemilu"), max_length=60, unique=True)
    name = models.CharField(lazy("nama"), max_length=160)
    regime = models.CharField(lazy("rezim"), max_length=8, choices=Regime.choices)
    day = models.DateField(lazy("hari pemungutan suara"), null=True, blank=True)
    zone = models.CharField(lazy("zona waktu"), max_length=4, choices=Zone.choices, blank=True)
    kabupaten = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="elections")
    is_simulation = models.BooleanField(lazy("simulasi"), default=False)
    open_stages = models.JSONField(lazy("tahapan yang dibuka"), default=default_stages)
    package_digest = models.CharField(lazy("hash paket"), max_length=64)
    profile = models.ForeignKey(
        "ProfileVersion", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=lazy("profil")
    )

    class Meta:
        verbose_name = lazy("pemilu")
        verbose_name_plural = lazy("pemilu")
        ordering = [F("day").desc(nulls_last=True), "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(regime__in=Regime.values), name="elections_election_regime"),
        ]

    def __str__(self) -> str:
        return self.name


class ProfileState(models.TextChoices):
    DIUSULKAN = "diusulkan", lazy("diusulkan")
    BERLAKU = "berlaku", lazy("berlaku")
    DITOLAK = "ditolak", lazy("ditolak")


class ProfileVersion(Ledgered):
    """Every number that a regulation sets, with its source; a change acts forward only.

    `values`: {key: {"nilai": int | str | bool | dict, "sumber": str, "diverifikasi": "YYYY-MM-DD" | None}}.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="profiles")
    number = models.PositiveSmallIntegerField(lazy("versi"))
    values = models.JSONField(lazy("isi"))
    reason = models.TextField(lazy("alasan"))
    state = models.CharField(lazy("status"), max_length=9, choices=ProfileState.choices)
    proposed_by = models.CharField(lazy("pengusul"), max_length=36, blank=True)
    approved_by = models.CharField(lazy("penyetuju"), max_length=36, blank=True)

    class Meta:
        verbose_name = lazy("versi profil")
        verbose_name_plural = lazy("versi profil")
        ordering = ["election", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="elections_profile_number"),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("proposed_by")), name="elections_profile_two_people"
            ),
            # One proposal at a time: a second one, made on the same base, would undo the first when approved.
            models.UniqueConstraint(
                fields=["election"], condition=Q(state="diusulkan"), name="elections_profile_one_proposal"
            ),
            # Version 1 is the shipped default; every later one that is in force was approved by somebody.
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(state="berlaku") | ~Q(approved_by=""), name="elections_profile_approved"
            ),
        ]

    def __str__(self) -> str:
        return _("profil %(election_id)s versi %(number)s") % {"election_id": self.election_id, "number": self.number}

    @property
    def whole(self) -> profiles.Values:
        """All numbers; the shipped one where this version is older than a number."""
        return profiles.completed(self.values, self.election.regime)

    def get(self, key: str) -> Any:
        """The value of a number, e.g. `get("cadangan_permil")`; KeyError where nobody knows it."""
        entry = self.values.get(key) or profiles.shipped(self.election.regime)[key]
        return entry["nilai"]


class ElectionRegion(Ledgered):
    """A region that takes part, under the name that this election's documents use."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="regions")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    name = models.ForeignKey(RegionName, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["region_id"]
        constraints = [models.UniqueConstraint(fields=["election", "region"], name="elections_region_once")]

    def __str__(self) -> str:
        return self.region_id


class Party(Ledgered):
    """A party of an election; numbers have gaps (18 to 23 are local parties of Aceh)."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="parties")
    number = models.PositiveSmallIntegerField(lazy("nomor"))
    name = models.CharField(lazy("nama"), max_length=160)

    class Meta:
        verbose_name = lazy("partai")
        verbose_name_plural = lazy("partai")
        ordering = ["election", "number"]
        constraints = [models.UniqueConstraint(fields=["election", "number"], name="elections_party_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Contest(Ledgered):
    """One jenis Pemilu in its area; `choice_hash` names the exact ballot that its votes are ordered by."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="contests")
    key = models.SlugField(lazy("kontes"), max_length=40)
    kind = models.CharField(lazy("jenis"), max_length=10, choices=ContestKind.choices)
    name = models.CharField(lazy("nama"), max_length=160)
    dapil_code = models.CharField(lazy("kode dapil"), max_length=13, blank=True)
    seats = models.PositiveSmallIntegerField(lazy("kursi"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(lazy("urutan"))
    choice_count = models.PositiveSmallIntegerField(default=0)
    party_count = models.PositiveSmallIntegerField(default=0)
    choice_hash = models.CharField(max_length=64)
    area = models.ManyToManyField(Region, through="ContestArea", related_name="+")

    class Meta:
        verbose_name = lazy("kontes")
        verbose_name_plural = lazy("kontes")
        ordering = ["election", "order"]
        constraints = [
            models.UniqueConstraint(fields=["election", "key"], name="elections_contest_key"),
            models.CheckConstraint(condition=Q(kind__in=ContestKind.values), name="elections_contest_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_party_list(self) -> bool:
        return ContestKind(self.kind).is_party_list

    @property
    def title(self) -> str:
        """`DPR Sumatera Selatan II`: packages name a contest by its dapil alone, people by its jenis first."""
        kind = ContestKind(self.kind)
        plain = kind.plain
        shown = self.name[len(plain) :] if self.name.casefold().startswith(plain.casefold()) else f" {self.name}"
        return f"{kind.label}{region_name(shown)}"


class ContestArea(Ledgered):
    """A region code that a contest (its dapil) covers: kabupaten, kecamatan or, in dense cities, desa."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="areas")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["region_id"]
        constraints = [models.UniqueConstraint(fields=["contest", "region"], name="elections_area_once")]

    def __str__(self) -> str:
        return self.region_id


class Choice(Ledgered):
    """One line of the ballot; `position` is its index in every `votes` array (party mark, then its candidates)."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="choices")
    position = models.PositiveSmallIntegerField()
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField(lazy("nomor urut"), null=True, blank=True)
    name = models.CharField(lazy("nama"), max_length=200)
    gender = models.CharField(lazy("jenis kelamin"), max_length=1, blank=True)
    is_empty_column = models.BooleanField(lazy("kolom kosong"), default=False)

    class Meta:
        verbose_name = lazy("pilihan")
        verbose_name_plural = lazy("pilihan")
        ordering = ["contest", "position"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "position"], name="elections_choice_position"),
            models.UniqueConstraint(
                F("contest"), Coalesce(F("party"), 0), Coalesce(F("number"), 0), name="elections_choice_once"
            ),
            models.CheckConstraint(
                condition=Q(party__isnull=False) | Q(number__isnull=False), name="elections_choice_numbered"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Tps(Ledgered):
    """A polling station of one election; DPT per sex may be unknown (null is not zero)."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="tps")
    code = models.CharField(lazy("kode TPS"), max_length=13)
    desa = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(lazy("nomor TPS"))
    is_special = models.BooleanField(lazy("lokasi khusus"), default=False)
    dpt_l = models.PositiveSmallIntegerField(lazy("DPT laki-laki"), null=True, blank=True)
    dpt_p = models.PositiveSmallIntegerField(lazy("DPT perempuan"), null=True, blank=True)

    class Meta:
        verbose_name = lazy("TPS")
        verbose_name_plural = lazy("TPS")
        ordering = ["election", "code"]
        indexes = [models.Index(fields=["election", "desa"], name="elections_tps_desa")]
        constraints = [
            models.UniqueConstraint(fields=["election", "code"], name="elections_tps_code"),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{13}$"), name="elections_tps_digits"),
            models.CheckConstraint(
                condition=(Q(dpt_l__isnull=True) | Q(dpt_l__lte=9999)) & (Q(dpt_p__isnull=True) | Q(dpt_p__lte=9999)),
                name="elections_tps_dpt",
            ),
        ]

    def __str__(self) -> str:
        return f"TPS {self.number:03d}"

    @property
    def dpt(self) -> int | None:
        """DPT of both sexes; None where either is unknown."""
        return None if self.dpt_l is None or self.dpt_p is None else self.dpt_l + self.dpt_p

    @property
    def kecamatan_code(self) -> str:
        return self.code[:6]
