"""Accounts and roles from a file: one row, one role. First passwords are made here, shown once and kept nowhere."""

from typing import Any

from django.contrib.auth.hashers import get_hashers_by_algorithm, make_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from electcoord.accounts import access, actions, selectors
from electcoord.accounts.access import Can
from electcoord.accounts.admin_forms import UNKNOWN_REGION
from electcoord.accounts.models import Grant, Role, User
from electcoord.accounts.staff_import import CHANGED, NEW, SAME, Column, Importer, Line, Plan
from electcoord.common.download import file_response, xlsx_table
from electcoord.common.problems import short
from electcoord.common.tables import Row, Table
from electcoord.elections.models import Election, Stage, Tps
from electcoord.regions.models import TPS_DIGITS, Region

# A generated password has 79 bits: rounds add nothing to it, and a thousand accounts are made in one request. The
# first sign-in, which changes the password, brings the full cost.
ROUNDS = 1_000
SLIPS_SALT = "kartu-akun"
SLIPS_SECONDS = 3600
_ROLES = {text.casefold(): role.value for role in Role for text in (role.value, str(role.label))}
_STAGES = {text.casefold(): stage.value for stage in Stage for text in (stage.value, str(stage.label))}


class Refused(Exception):
    """A cell that cannot be taken: column and sentence."""


class AccountFile(Importer):
    can = Can.MANAGE_ACCOUNTS
    title = gettext_lazy("Impor akun dan peran")
    lead = gettext_lazy("Satu baris satu peran. Akun yang belum ada dibuat dengan kata sandi pertama.")
    columns = (
        Column("nama_pengguna", gettext_lazy("huruf kecil, angka, titik, garis; tanpa spasi")),
        Column("nama", gettext_lazy("nama orangnya")),
        Column("peran", gettext_lazy("kode atau nama peran, misalnya operator_sirekap atau Ketua PPK")),
        Column("wilayah", gettext_lazy("kode 2 sampai 13 angka tanpa titik; kosong: seluruh instalasi")),
        Column("pemilu", gettext_lazy("kode pemilu; kosong: setiap pemilu di wilayahnya")),
        Column("tahapan", gettext_lazy("kode tahapan, bila perannya hanya untuk satu tahapan"), is_required=False),
    )
    notes = (
        gettext_lazy("Peran yang sudah ada tidak diberikan dua kali; peran yang tidak disebut tidak diakhiri."),
        gettext_lazy("Kata sandi pertama tampil sekali setelah impor, untuk dicetak atau diunduh; tidak disimpan."),
    )
    template_name = "templat_akun.xlsx"
    max_rows = 1000

    def answer(self) -> HttpResponse:
        if self.request.method == "POST" and (packed := self.request.POST.get("kartu")):
            return self._slips_file(packed)
        return super().answer()

    def check(self, table: Table, plan: Plan, data: dict[str, Any]) -> None:
        self.elections: dict[str, Election] = {e.slug: e for e in access.elections_of(self.user)}
        wanted = {row.values["wilayah"] for row in table.rows}
        self.codes = set(Region.objects.filter(code__in=wanted).values_list("code", flat=True))
        stations = [code for code in wanted if len(code) == TPS_DIGITS]
        self.stations = set(Tps.objects.filter(code__in=stations).values_list("code", "election"))
        names = {row.values["nama_pengguna"] for row in table.rows}
        self.known = {user.username: user for user in User.objects.filter(username__in=names)}
        pks = [user.pk for user in self.known.values()]
        self.seen = set(selectors.accounts_seen(self.user).filter(pk__in=pks).values_list("pk", flat=True))
        self.managed = set(selectors.accounts_managed(self.user).filter(pk__in=pks).values_list("pk", flat=True))
        held = Grant.objects.in_force().filter(user__in=pks)
        self.held = set(held.values_list("user__username", "role", "region", "election", "stage"))
        self.names: dict[str, tuple[str, int]] = {}
        for row in table.rows:
            try:
                plan.lines.append(self._line(row))
            except Refused as refusal:
                column, sentence = refusal.args
                plan.problems.add(table.name, sentence, row=row.number, column=column)

    def _line(self, row: Row) -> Line:
        username, name = self._person(row)
        role, region, election, stage = self._place(row)
        known = self.known.get(username)
        place = f"{Role(role).label} {region} · {election.name if election else _('setiap pemilu')}"
        what = f"{username} · {place}"
        data = {
            "username": username,
            "name": name,
            "role": role,
            "region": region,
            "election": election,
            "stage": stage,
        }
        key = (username, role, region, election.pk if election else None, stage)
        is_held = key in self.held
        self.held.add(key)
        if known is None:
            first = self.names[username][1] == row.number
            return Line(
                row.number, NEW, what, _("akun baru: %(name)s") % {"name": name} if first else _("peran lagi"), data
            )
        renamed = known.name != name and self.names[username][1] == row.number
        notes = [_("nama %(old)s menjadi %(new)s") % {"old": known.name, "new": name}] if renamed else []
        if not is_held:
            if known.pk == self.user.pk:
                raise Refused("peran", _("peran tidak dapat diberikan kepada akun sendiri."))
            notes.append(_("peran baru"))
        return Line(row.number, CHANGED if notes else SAME, what, "; ".join(notes), data)

    def _person(self, row: Row) -> tuple[str, str]:
        username, name = row.values["nama_pengguna"], " ".join(row.values["nama"].split())
        try:
            User._meta.get_field("username").clean(username, None)
        except ValidationError as error:
            raise Refused("nama_pengguna", f"'{short(username)}': {' '.join(error.messages)}") from None
        if not name or len(name) > User._meta.get_field("name").max_length:
            raise Refused("nama", _("nama wajib diisi, paling panjang 120 huruf."))
        told, number = self.names.setdefault(username, (name, row.number))
        if told != name:
            raise Refused("nama", _("%(user)s bernama lain di baris %(row)s.") % {"user": username, "row": number})
        if known := self.known.get(username):
            if known.pk not in self.seen:
                raise Refused("nama_pengguna", _("%(user)s sudah dipakai.") % {"user": username})
            if known.name != name and known.pk not in self.managed:
                sentence = _("akun ini bernama %(name)s dan punya peran di luar wewenang Anda; tulis nama itu.")
                raise Refused("nama", sentence % {"name": known.name})
        return username, name

    def _place(self, row: Row) -> tuple[str, str, Election | None, str]:
        role = _ROLES.get(row.values["peran"].casefold())
        if role is None:
            raise Refused(
                "peran", _("'%(role)s' tidak dikenal; lihat lembar Petunjuk.") % {"role": short(row.values["peran"])}
            )
        slug = row.values["pemilu"]
        election = self.elections.get(slug)
        if slug and election is None:
            raise Refused("pemilu", _("'%(slug)s' bukan kode pemilu Anda.") % {"slug": short(slug)})
        stage = row.values["tahapan"]
        if stage and (stage := _STAGES.get(stage.casefold(), "")) == "":
            raise Refused("tahapan", _("'%(stage)s' tidak dikenal.") % {"stage": short(row.values["tahapan"])})
        region = row.values["wilayah"]
        if not self._exists(region, election) or not access.may(self.user, self.can, region=region, election=election):
            raise Refused("wilayah", UNKNOWN_REGION)
        return role, region, election, stage

    def _exists(self, region: str, election: Election | None) -> bool:
        if len(region) == TPS_DIGITS:
            return any(code == region and (not election or pk == election.pk) for code, pk in self.stations)
        return not region or region in self.codes

    def apply(self, plan: Plan, data: dict[str, Any]) -> HttpResponse | None:
        new = {
            line.data["username"]: line.data["name"] for line in plan.work if line.data["username"] not in self.known
        }
        passwords = {username: actions.first_password() for username in new}
        hashes = {username: quick_hash(password) for username, password in passwords.items()}
        with transaction.atomic():
            people = dict(self.known)
            for line in plan.work:
                self._write(line.data, people, hashes)
        if not new:
            return None
        roles: dict[str, list[str]] = {username: [] for username in new}
        for line in plan.work:
            if line.data["username"] in new:
                roles[line.data["username"]].append(f"{Role(line.data['role']).label} {line.data['region']}".strip())
        return self._slips([(u, new[u], ", ".join(roles[u]), passwords[u]) for u in new], len(plan.work))

    def _write(self, data: dict[str, Any], people: dict[str, User], hashes: dict[str, str]) -> None:
        actor = self.admin.actor(self.request, self.can, region=data["region"], election=data["election"])
        username = data["username"]
        if username not in people:
            people[username] = actions.create_user(
                username=username, name=data["name"], password=None, hashed=hashes[username], actor=actor,
                must_change_password=True,
            )  # fmt: skip
        elif people[username].name != data["name"]:
            actions.change_user(people[username], name=data["name"], actor=actor)
        if people[username].pk != self.user.pk:
            actions.give_grant(
                people[username], role=data["role"], region=data["region"], election=data["election"], actor=actor,
                stage=data["stage"],
            )  # fmt: skip

    def _slips(self, slips: list[tuple[str, ...]], count: int) -> HttpResponse:
        """The only page that ever shows these passwords."""
        context = {
            **self.admin.admin_site.each_context(self.request),
            "title": _("Kata sandi pertama"), "slips": slips, "count": count, "made_at": timezone.now(),
            "packed": signing.dumps(slips, salt=SLIPS_SALT, compress=True),
            "import_url": self.admin.url("import"), "list_url": self.admin.url("changelist"),
            "crumbs": self.admin.crumbs((_("Impor"), self.admin.url("import")), (_("Kata sandi pertama"), None)),
        }  # fmt: skip
        return TemplateResponse(self.request, "admin/import_slips.html", context, headers={"Cache-Control": "no-store"})

    def _slips_file(self, packed: str) -> HttpResponse:
        """What the page holds, as a workbook: it comes from the page itself, the server kept nothing."""
        try:
            slips = signing.loads(packed, salt=SLIPS_SALT, max_age=SLIPS_SECONDS)
        except signing.BadSignature:
            return self._page(self.form_class(request=self.request), status=422)
        titles = ("nama_pengguna", "nama", "peran", "kata_sandi_pertama")
        response = file_response(xlsx_table(titles, slips, sheet="Akun"), "kata_sandi_pertama.xlsx")
        response["Cache-Control"] = "no-store"
        return response

    def example(self) -> list[list[str]]:
        return []


def quick_hash(password: str) -> str:
    """A generated password as it is stored; see ROUNDS."""
    hasher = get_hashers_by_algorithm().get("pbkdf2_sha256")
    return hasher.encode(password, hasher.salt(), ROUNDS) if hasher else make_password(password)
