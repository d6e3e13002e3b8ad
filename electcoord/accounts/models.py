"""Accounts and what they may do: a grant is a role in a region, in an election, at a stage."""

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electcoord.elections.models import Election, Stage
from electcoord.ledger.models import Ledgered, LedgeredQuerySet


class Role(models.TextChoices):
    """Role codes of the field (regulations A.3, features 22), and two of the installation itself."""

    PENGELOLA = "pengelola", _("Pengelola sistem")
    IMPOR = "impor", _("Akun impor")
    KETUA_KPU = "ketua_kpu", _("Ketua KPU Kabupaten/Kota")
    ANGGOTA_KPU = "anggota_kpu", _("Anggota KPU Kabupaten/Kota")
    SEKRETARIS_KPU = "sekretaris_kpu", _("Sekretaris KPU")
    STAF_KPU = "staf_kpu", _("Staf KPU")
    OPERATOR_SIREKAP = "operator_sirekap", _("Operator rekap")
    PETUGAS_GUDANG = "petugas_gudang", _("Petugas gudang")
    KETUA_PPK = "ketua_ppk", _("Ketua PPK")
    ANGGOTA_PPK = "anggota_ppk", _("Anggota PPK")
    SEKRETARIAT_PPK = "sekretariat_ppk", _("Sekretariat PPK")
    KETUA_PPS = "ketua_pps", _("Ketua PPS")
    ANGGOTA_PPS = "anggota_pps", _("Anggota PPS")
    KPPS = "kpps", _("KPPS")
    SAKSI = "saksi", _("Saksi")
    BAWASLU_KAB = "bawaslu_kab", _("Bawaslu Kabupaten/Kota")
    PANWASCAM = "panwascam", _("Panwaslu Kecamatan")
    PKD = "pkd", _("Panwaslu Kelurahan/Desa")
    PTPS = "ptps", _("Pengawas TPS")
    PENGAWAL = "pengawal", _("Pengawal (Polri/TNI/Linmas)")
    POLRI = "polri", _("Polri (pemantau)")
    KEJAKSAAN = "kejaksaan", _("Kejaksaan (pemantau)")
    TAMU = "tamu", _("Tamu")
    PEMANTAU = "pemantau", _("Pemantau")
    PEWARTA = "pewarta", _("Pewarta")


class UserManager(BaseUserManager.from_queryset(LedgeredQuerySet)):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person's account. There are no superusers: every right comes from a grant, so the ledger names the role."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(
        _("nama pengguna"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]*$", _("Huruf kecil, angka, titik, garis; tanpa spasi."))],
    )
    name = models.CharField(_("nama"), max_length=120)
    is_active = models.BooleanField(_("aktif"), default=True)
    must_change_password = models.BooleanField(_("wajib ganti sandi"), default=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("akun")
        verbose_name_plural = _("akun")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether Django admin opens for this account."""
        from electcoord.accounts import access

        return access.has_anywhere(self, access.Can.USE_ADMIN)

    # Django's own permissions are not used: access.py alone says who may do what.
    is_superuser = False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class GrantQuerySet(LedgeredQuerySet):
    def in_force(self) -> "GrantQuerySet":
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=timezone.now()))


class Grant(Ledgered):
    """`user` acts as `role` in `region` and all below it; blank election or stage means every one."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants", verbose_name=_("akun"))
    role = models.CharField(_("peran"), max_length=20, choices=Role.choices)
    region = models.CharField(_("kode wilayah"), max_length=13, blank=True, help_text=_("kosong: seluruh instalasi"))
    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pemilu")
    )
    stage = models.CharField(_("tahapan"), max_length=16, choices=Stage.choices, blank=True)
    ended_at = models.DateTimeField(_("berakhir"), null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("peran akun")
        verbose_name_plural = _("peran akun")
        ordering = ["user", "region", "role"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="accounts_grant_role"),
            models.CheckConstraint(condition=Q(region__regex=r"^[0-9]*$"), name="accounts_grant_region"),
            models.UniqueConstraint(
                F("user"),
                F("role"),
                F("region"),
                Coalesce(F("election"), 0),
                F("stage"),
                condition=Q(ended_at__isnull=True),
                name="accounts_grant_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.region}".strip()


class Visit(models.Model):
    """A page that an account which only looks on has opened (features 22); only added, no words it searched for."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="visits", verbose_name=_("akun"))
    page = models.CharField(_("halaman"), max_length=80)
    path = models.CharField(_("alamat"), max_length=250)
    at = models.DateTimeField(_("waktu"), default=timezone.now)

    class Meta:
        verbose_name = _("halaman yang dibuka")
        verbose_name_plural = _("halaman yang dibuka")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "-at"], name="accounts_visit_own")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.path}"
