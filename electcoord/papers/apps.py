from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "electcoord.papers"
    verbose_name = "Kertas"

    def ready(self) -> None:
        from electcoord.ledger import guards, roles, verification
        from electcoord.papers import database, verify

        guards.register(database.paper_guards())
        for table, privileges in database.PRIVILEGES.items():
            roles.restrict(table, privileges)
        verification.register("kertas", verify.papers_equal_their_entries)
