from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OfficeConfig(AppConfig):
    name = "electcoord.office"
    verbose_name = "Kantor"

    def ready(self) -> None:
        # Panels and menu entries of every app, found like admin.py, so that Beranda imports nothing above it.
        autodiscover_modules("panels")
