from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class CommonConfig(AppConfig):
    name = "electcoord.common"

    def ready(self) -> None:
        # shared_task needs the configured Celery app; named in the settings, so the kernel imports no wiring.
        import_module(settings.CELERY_MODULE)
