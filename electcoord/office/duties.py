"""What of the kernel waits for a person: proposals of the profile, accounts without a role, the database's guards."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.selectors import accounts_without_role
from electcoord.common.numbers import angka
from electcoord.common.panels import Task
from electcoord.elections.ledger_actions import ElectionAction
from electcoord.elections.models import Election, ProfileState
from electcoord.ledger import guards
from electcoord.ledger.models import Entry


def profile(request: HttpRequest, election: Election | None) -> list[Task]:
    """A proposed version, for whoever may approve it and did not propose it."""
    if election is None or not access.may(
        request.user, Can.APPROVE_PROFILE, region=election.kabupaten_id, election=election
    ):
        return []
    rows = election.profiles.filter(state=ProfileState.DIUSULKAN).exclude(proposed_by=str(request.user.uuid))
    if not (version := rows.defer("values").first()):
        return []
    told = Entry.objects.filter(subject=str(version.uuid), action=ElectionAction.PROFILE_PROPOSED).first()
    return [
        Task(
            _("Putuskan usul profil versi %(n)s") % {"n": version.number}, 1,
            reverse("office:profile", args=[election.slug]), _("Lihat usul"), told.time if told else None,
            tone="periksa", text=_("Angka atau aturan yang berlaku akan berubah bila disetujui."),
        )
    ]  # fmt: skip


def accounts(request: HttpRequest, election: Any) -> list[Task]:
    """Accounts that can sign in and see nothing."""
    if "" not in access.scope(request.user, Can.MANAGE_ACCOUNTS, None):
        return []
    if not (count := accounts_without_role().count()):
        return []
    title = ngettext("Beri peran kepada %(n)s akun", "Beri peran kepada %(n)s akun", count) % {"n": angka(count)}
    text = _("Akun ini dapat masuk, tetapi tidak melihat apa pun.")
    url = reverse("admin:accounts_user_changelist") + "?peran=tanpa"
    return [Task(title, count, url, _("Buka akun"), text=text)]


def protection(request: HttpRequest, election: Any) -> list[Task]:
    """What the database must refuse and does not; for whoever runs the installation."""
    if "" not in access.scope(request.user, Can.MANAGE_ACCOUNTS, None) or not (found := guards.problems()):
        return []
    count = len(found)
    title = ngettext(
        "%(n)s pengaman basis data tidak pada tempatnya", "%(n)s pengaman basis data tidak pada tempatnya", count
    )
    text = _("Jalankan manage.py migrate, lalu verify_ledger: %(found)s") % {"found": "; ".join(found[:3])}
    return [Task(title % {"n": angka(count)}, count, reverse("office:ledger"), _("Buka buku kejadian"), late=True,
                 tone="galat", text=text)]  # fmt: skip
