from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "electcoord.accounts"
    verbose_name = _("Akun")

    def ready(self) -> None:
        from electcoord.accounts import database
        from electcoord.ledger import guards, roles

        guards.register(database.account_guards())
        for table, privileges in database.PRIVILEGES.items():
            roles.restrict(table, privileges)
