from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecapConfig(AppConfig):
    name = "recap"
    verbose_name = _("Rekapitulasi")

    def ready(self) -> None:
        from electcoord.elections import hooks
        from electcoord.ledger import guards, roles, verification
        from recap import database, tasks, verify
        from recap.actions.sheets import open_sheets
        from recap.actions.stations import judge_again

        guards.register(database.recap_guards())
        for table, privileges in database.PRIVILEGES.items():
            roles.restrict(table, privileges)
        verification.register("lembar", verify.sheets_equal_their_entries)
        hooks.on_import(open_sheets)
        hooks.on_profile(lambda election: tasks.hint_profile(election))
        hooks.on_dpt(judge_again)
