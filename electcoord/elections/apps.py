from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ElectionsConfig(AppConfig):
    name = "electcoord.elections"
    verbose_name = _("Pemilu dan Pilkada")

    def ready(self) -> None:
        from electcoord.elections import database, verify
        from electcoord.ledger import guards, roles, verification

        guards.register(database.election_guards())
        for table, privileges in database.PRIVILEGES.items():
            roles.restrict(table, privileges)
        verification.register("TPS", verify.stations_equal_their_entries)
