from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class LedgerConfig(AppConfig):
    name = "electcoord.ledger"

    def ready(self) -> None:
        from electcoord.ledger import checks, guards, roles, seal  # noqa: F401 (checks and seal register themselves)

        pre_migrate.connect(guards.before_migrate, sender=self)
        post_migrate.connect(guards.after_migrate, sender=self)
        post_migrate.connect(roles.after_migrate, sender=self)
