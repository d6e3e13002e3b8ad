from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "electcoord.directory"
    verbose_name = _("Direktori lembaga")

    def ready(self) -> None:
        from electcoord.directory import database
        from electcoord.ledger import guards, roles

        guards.register(database.directory_guards())
        for table, privileges in database.PRIVILEGES.items():
            roles.restrict(table, privileges)
