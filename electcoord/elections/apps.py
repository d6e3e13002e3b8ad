from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    name = "electcoord.elections"
    verbose_name = "Pemilu dan Pilkada"

    def ready(self) -> None:
        from electcoord.elections import database
        from electcoord.ledger import guards, roles

        guards.register(database.election_guards())
        for table, privileges in database.PRIVILEGES.items():
            roles.restrict(table, privileges)
