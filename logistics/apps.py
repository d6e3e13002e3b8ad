from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LogisticsConfig(AppConfig):
    name = "logistics"
    verbose_name = _("Logistik")

    def ready(self) -> None:
        from electcoord.ledger import guards, roles, verification
        from logistics import database, verify

        guards.register(database.logistics_guards())
        for table, privileges in database.PRIVILEGES.items():
            roles.restrict(table, privileges)
        verification.register(verify.TITLE, verify.custody_equals_the_ledger)
        verification.register(verify.PACKING_TITLE, verify.packing_equals_the_ledger)
