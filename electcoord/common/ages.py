"""How long ago, in words."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from electcoord.common.numbers import angka


def age_words(since: datetime, now: datetime | None = None) -> str:
    """`baru saja`, `12 menit`, `5 jam`, `3 hari`."""
    minutes = max(0, int(((now or timezone.now()) - since).total_seconds() // 60))
    if not minutes:
        return _("baru saja")
    if minutes < 60:
        return ngettext("%(minutes)s menit", "%(minutes)s menit", minutes) % {"minutes": minutes}
    hours, days = minutes // 60, minutes // (24 * 60)
    if not days:
        return ngettext("%(hours)s jam", "%(hours)s jam", hours) % {"hours": hours}
    return ngettext("%(days)s hari", "%(days)s hari", days) % {"days": angka(days)}


def midnight(now: datetime | None = None) -> datetime:
    """When today began."""
    return timezone.localtime(now or timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)
