from django.db import models
from django.utils.translation import gettext_lazy as _

from electcoord.accounts.models import Role
from electcoord.ledger import recording

recording.speak("wilayah")
recording.speak("peran", dict(Role.choices))


@recording.register
class AccountAction(models.TextChoices):
    CREATED = "accounts.user.created", _("membuat akun")
    CHANGED = "accounts.user.changed", _("mengubah akun ({isian})")
    ACTIVATED = "accounts.user.activated", _("mengaktifkan akun")
    DEACTIVATED = "accounts.user.deactivated", _("menonaktifkan akun")
    PASSWORD_SET = "accounts.user.password_set", _("mengganti kata sandi akun")
    GRANTED = "accounts.grant.given", _("memberi peran {peran} untuk wilayah {wilayah}")
    ENDED = "accounts.grant.ended", _("mengakhiri peran {peran} untuk wilayah {wilayah}")
