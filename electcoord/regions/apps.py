from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    name = "electcoord.regions"
    verbose_name = _("Wilayah")

    def ready(self) -> None:
        from electcoord.regions import words

        post_migrate.connect(words.index_missing, sender=self)
