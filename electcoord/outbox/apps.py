from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "electcoord.outbox"
    verbose_name = _("Surat keluar")

    def ready(self) -> None:
        from electcoord.ledger import guards, roles
        from electcoord.outbox import database

        guards.register(database.outbox_guards())
        for table, privileges in database.PRIVILEGES.items():
            roles.restrict(table, privileges)
