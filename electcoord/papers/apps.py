from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    name = "electcoord.papers"
    verbose_name = _("Kertas")

    def ready(self) -> None:
        from electcoord.ledger import guards, roles, verification
        from electcoord.papers import database, verify

        guards.register(database.paper_guards())
        for table, privileges in database.PRIVILEGES.items():
            roles.restrict(table, privileges)
        verification.register("kertas", verify.papers_equal_their_entries)
        verification.register("register nomor", verify.register_has_no_gap)
        verification.register("lampiran", verify.attachments_equal_their_entries)
        verification.register("naskah", verify.documents_equal_their_entries)
        verification.register("templat", verify.templates_equal_their_entries)
