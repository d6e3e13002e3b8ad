from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SituationConfig(AppConfig):
    name = "electcoord.situation"
    verbose_name = _("Situasi")

    def ready(self) -> None:
        from django.urls import reverse

        from electcoord.common import refs
        from electcoord.ledger import guards, roles
        from electcoord.outbox import links, reminders
        from electcoord.situation import database, incident_database, owners

        guards.register([*database.situation_guards(), *incident_database.incident_guards()])
        for table, privileges in (database.PRIVILEGES | incident_database.PRIVILEGES).items():
            roles.restrict(table, privileges)
        links.register(owners.PURPOSE, "situation:owner")
        reminders.register("tindak-lanjut", owners.due_reminders)
        refs.register("situation.followup", lambda uuid: reverse("situation:follow-up", args=[uuid]))
        refs.register("situation.incident", lambda uuid: reverse("situation:incident", args=[uuid]))
