from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LogisticsConfig(AppConfig):
    name = "logistics"
    verbose_name = _("Logistik")

    def ready(self) -> None:
        from electcoord.common import refs
        from electcoord.ledger import guards, roles, verification
        from electcoord.outbox import reminders
        from logistics import addresses, alarms, database, incident_kinds, verify

        guards.register(database.logistics_guards())
        for table, privileges in database.PRIVILEGES.items():
            roles.restrict(table, privileges)
        verification.register(verify.TITLE, verify.custody_equals_the_ledger)
        verification.register(verify.PACKING_TITLE, verify.packing_equals_the_ledger)
        reminders.register("perjalanan", alarms.due_alarms)
        incident_kinds.register()
        refs.register("logistics.handover", addresses.handover_url)
        refs.register("logistics.container", addresses.container_url)
        refs.register("logistics.movement", addresses.movement_url)
