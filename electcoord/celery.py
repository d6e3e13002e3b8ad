"""Celery: a message is only a hint; the sweep is the truth."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

from electcoord.common.startup import refuse_to_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electcoord.settings")
app = Celery("electcoord")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def check_database(**_: Any) -> None:
    """A worker does not start on a database without its guards."""
    refuse_to_start()


app.conf.beat_schedule = {
    "recap-sweep": {"task": "recap.tasks.sweep", "schedule": 5.0, "options": {"expires": 5.0}},
    "recap-compare": {"task": "recap.tasks.compare", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "outbox-send": {"task": "electcoord.outbox.tasks.send", "schedule": 60.0, "options": {"expires": 60.0}},
    "outbox-remind": {"task": "electcoord.outbox.tasks.remind", "schedule": 900.0, "options": {"expires": 900.0}},
}
