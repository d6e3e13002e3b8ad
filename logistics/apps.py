from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LogisticsConfig(AppConfig):
    name = "logistics"
    verbose_name = _("Logistik")

    def ready(self) -> None:
        from electcoord.ledger import guards, roles, verification
        from electcoord.outbox import reminders
        from logistics import alarms, database, verify
        from logistics.selectors import movements, timeline

        guards.register(database.logistics_guards())
        for table, privileges in database.PRIVILEGES.items():
            roles.restrict(table, privileges)
        verification.register(verify.TITLE, verify.custody_equals_the_ledger)
        reminders.register("perjalanan", alarms.due_alarms)
        timeline.bar_sources.append(movements.bars_of_day)
