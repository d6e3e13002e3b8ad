from django.db import models

from electcoord.accounts.models import Role
from electcoord.ledger import recording

recording.speak("peran", dict(Role.choices))


@recording.register
class AccountAction(models.TextChoices):
    CREATED = "accounts.user.created", "membuat akun"
    CHANGED = "accounts.user.changed", "mengubah akun ({isian})"
    ACTIVATED = "accounts.user.activated", "mengaktifkan akun"
    DEACTIVATED = "accounts.user.deactivated", "menonaktifkan akun"
    PASSWORD_SET = "accounts.user.password_set", "mengganti kata sandi akun"
    GRANTED = "accounts.grant.given", "memberi peran {peran} untuk wilayah {wilayah}"
    ENDED = "accounts.grant.ended", "mengakhiri peran {peran} untuk wilayah {wilayah}"
