"""What every list of the directory in the admin has in common."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin
from electcoord.accounts.staff_filters import choose_flag
from electcoord.directory import actions
from electcoord.ledger.models import Ledgered
from electcoord.ledger.recording import Actor

IN_USE = choose_flag(_("keadaan"), "aktif", "is_active", _("aktif"), _("tidak dipakai lagi"))


class DirectoryAdmin(StaffAdmin):
    """Rows of the regions in which the person keeps the directory, in whatever election that right was given."""

    group = "direktori"
    can_view = Can.VIEW_DIRECTORY
    can_add = can_change = Can.MANAGE_DIRECTORY
    election_path = ""

    def ledger_subject(self, obj: Ledgered) -> str:
        return actions.subject(obj)

    def keeper(self, request: HttpRequest, region: str) -> Actor:
        """Who keeps the directory of this region; PermissionDenied outside."""
        for election in (None, *access.elections_of(request.user)):
            if access.may(request.user, Can.MANAGE_DIRECTORY, region=region, election=election):
                return access.acting(request.user, Can.MANAGE_DIRECTORY, region=region, election=election)
        raise PermissionDenied

    def take(self, obj: Any, saved: Any) -> None:
        """The row as the action left it, for the page that follows."""
        obj.__dict__.update(saved.__dict__)
