from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "electcoord.accounts"
    verbose_name = "Akun"

    def ready(self) -> None:
        from electcoord.accounts import database
        from electcoord.ledger import guards, roles

        guards.register(database.account_guards())
        for table, privileges in database.PRIVILEGES.items():
            roles.restrict(table, privileges)
