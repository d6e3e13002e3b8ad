"""Every change of accounts and rights; each is a ledger entry without personal data."""

import secrets

from axes.utils import reset
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts.ledger_actions import AccountAction
from electcoord.accounts.models import Grant, Role, User
from electcoord.common.errors import RuleError
from electcoord.common.language import source
from electcoord.elections.models import Election, Stage
from electcoord.ledger import recording
from electcoord.ledger.recording import INSTALLATION, Actor
from electcoord.regions.models import covers

# Without 0/o, 1/l/i: a first password is read from paper and typed on a phone.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_DIGITS = {0, 2, 4, 6, 10, 13}


def subject(user: User) -> str:
    """How the ledger names an account."""
    return f"accounts.user:{user.uuid}"


@transaction.atomic
def create_user(
    *,
    username: str,
    name: str,
    password: str | None,
    actor: Actor,
    must_change_password: bool = False,
    hashed: str = "",
) -> User:
    """A new account; without a password nobody can sign in with it (import accounts).

    `hashed`: a password that is hashed already, instead of `password`.
    """
    if User.objects.filter(username=username).exists():
        raise RuleError(_("Nama pengguna %(username)s sudah dipakai.") % {"username": username})
    user = User(username=username, name=name, must_change_password=must_change_password)
    if hashed:
        user.password = hashed
    else:
        user.set_password(password)
    with recording.entry(
        AccountAction.CREATED, chain=INSTALLATION, actor=actor, subject=subject(user), payload={"akun": str(user.uuid)}
    ):
        try:
            user.save(force_insert=True)
        except IntegrityError as error:
            # Somebody took the name in this very moment.
            raise RuleError(_("Nama pengguna %(username)s sudah dipakai.") % {"username": username}) from error
    return user


@transaction.atomic
def change_user(user: User, *, name: str, actor: Actor) -> User:
    """Another display name."""
    payload = {"akun": str(user.uuid), "isian": "nama"}
    with recording.entry(
        AccountAction.CHANGED, chain=INSTALLATION, actor=actor, subject=subject(user), payload=payload
    ):
        user.name = name
        user.save(update_fields=["name"])
    return user


@transaction.atomic
def set_active(user: User, active: bool, *, actor: Actor) -> User:
    """Opens or closes an account; every open session of it ends with its next request."""
    if user.is_active == active:
        return user
    if not active and str(user.uuid) == actor.uuid:
        raise RuleError(_("Akun sendiri tidak dapat dinonaktifkan."))
    action = AccountAction.ACTIVATED if active else AccountAction.DEACTIVATED
    with recording.entry(
        action, chain=INSTALLATION, actor=actor, subject=subject(user), payload={"akun": str(user.uuid)}
    ):
        user.is_active = active
        user.save(update_fields=["is_active"])
    return user


@transaction.atomic
def set_password(user: User, password: str, *, actor: Actor, must_change: bool = False) -> User:
    """A new password; `must_change` for one that somebody else chose."""
    with recording.entry(
        AccountAction.PASSWORD_SET,
        chain=INSTALLATION,
        actor=actor,
        subject=subject(user),
        payload={"akun": str(user.uuid)},
    ):
        user.set_password(password)
        user.must_change_password = must_change
        user.save(update_fields=["password", "must_change_password"])
    return user


def first_password() -> str:
    """E.g. `k7mq-w3xz-9hfr-bn4t`: 79 bits, in groups that can be read aloud."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def give_new_password(user: User, *, actor: Actor) -> str:
    """A generated password that its owner must change, shown once and kept nowhere; it lifts the lock-out too."""
    if actor.uuid == str(user.uuid):
        raise RuleError(_("Kata sandi sendiri diganti di halaman Ganti kata sandi, dengan kata sandi yang lama."))
    password = first_password()
    set_password(user, password, actor=actor, must_change=True)
    reset(username=user.username)
    return password


@transaction.atomic
def give_grant(
    user: User, *, role: str, region: str, election: Election | None, actor: Actor, stage: str = ""
) -> Grant:
    """`user` acts as `role` from now on; nobody gives rights to himself."""
    if role not in Role.values:
        raise RuleError(_("Peran %(role)s tidak dikenal.") % {"role": role})
    if actor.uuid and actor.uuid == str(user.uuid):
        raise RuleError(_("Peran tidak dapat diberikan kepada akun sendiri."))
    if stage and stage not in Stage.values:
        raise RuleError(_("Tahapan %(stage)s tidak dikenal.") % {"stage": stage})
    _check_region(region, election)
    same = {"user": user, "role": role, "region": region, "election": election, "stage": stage}
    # Who gives the same right in this very moment waits here, then finds it.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    if grant := Grant.objects.in_force().filter(**same).first():
        return grant
    grant = Grant(**same)
    with recording.entry(
        AccountAction.GRANTED, chain=INSTALLATION, actor=actor, subject=subject(user), region=region,
        election=election.slug if election else "", payload=_grant_payload(grant),
    ):  # fmt: skip
        grant.save(force_insert=True)
    return grant


@transaction.atomic
def end_grant(grant: Grant, *, actor: Actor) -> Grant:
    """The right ends at once, in every open session."""
    grant = Grant.objects.select_for_update(of=("self",)).select_related("user", "election").get(pk=grant.pk)
    if grant.ended_at is not None:
        return grant
    if actor.uuid and actor.uuid == str(grant.user.uuid):
        raise RuleError(_("Peran akun sendiri hanya diakhiri oleh orang lain."))
    with recording.entry(
        AccountAction.ENDED, chain=INSTALLATION, actor=actor, subject=subject(grant.user), region=grant.region,
        election=grant.election.slug if grant.election else "", payload=_grant_payload(grant),
    ):  # fmt: skip
        grant.ended_at = timezone.now()
        grant.save(update_fields=["ended_at"])
    return grant


def _check_region(region: str, election: Election | None) -> None:
    if len(region) not in _DIGITS or (region and not (region.isascii() and region.isdigit())):
        raise RuleError(_("Kode wilayah: 2, 4, 6, 10 atau 13 angka tanpa titik, atau kosong untuk seluruh instalasi."))
    kabupaten = election.kabupaten_id if election else region
    if region and not (covers(kabupaten, region) or covers(region, kabupaten)):
        raise RuleError(
            _("Wilayah %(region)s bukan bagian pemilu %(name)s.") % {"region": region, "name": election.name}
        )


def _grant_payload(grant: Grant) -> dict[str, str]:
    return {
        "akun": str(grant.user.uuid),
        "peran": grant.role,
        "wilayah": grant.region or source(lazy("seluruh instalasi")),
        "tahapan": grant.stage,
    }
