from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Rapat")

    def ready(self) -> None:
        from electcoord.accounts.access import Can
        from electcoord.accounts.staff_links import opens
        from electcoord.common import refs
        from electcoord.elections.models import Phase
        from electcoord.ledger import guards, roles
        from electcoord.outbox import links, reminders
        from meetings import database, invitation, reminding
        from meetings.actions.feeds import PURPOSE

        guards.register(database.meeting_guards())
        for table, privileges in database.PRIVILEGES.items():
            roles.restrict(table, privileges)
        refs.register("meetings.meeting", lambda uuid: reverse("meetings:meeting", args=[uuid]))
        # The calendar of stages and the feed of a phone.
        links.register(PURPOSE, "calendar:feed")
        refs.register("elections.phase", lambda uuid: reverse("calendar:stage", args=[uuid]))
        opens(Phase, Can.VIEW_CALENDAR, lambda phase: reverse("calendar:stage", args=[phase.uuid]))
        # Circulars that come of a meeting.
        guards.register(database.circular_guards())
        refs.register("meetings.circular", lambda uuid: reverse("meetings:circular", args=[uuid]))
        links.register("edaran", "meetings:circular-door")
        # Letters that invite, and who is asked again.
        links.register(invitation.PURPOSE, "undangan:personal")
        reminders.register("undangan", reminding.due_reminders)
        refs.register("meetings.invitee", invitation.page_of)
