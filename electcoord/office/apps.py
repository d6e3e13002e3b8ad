from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "electcoord.office"
    verbose_name = _("Kantor")

    def ready(self) -> None:
        # Panels, menu entries and steps of the tour, found like admin.py: Beranda imports nothing above it.
        autodiscover_modules("panels", "tour")
