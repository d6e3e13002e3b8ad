"""Doors of the worker: what is due is sent and asked for; a hint only hurries it."""

from celery import shared_task
from django.conf import settings


@shared_task
def send() -> None:
    """Every minute, and after a deed that queued a letter."""
    from electcoord.outbox.sending import send_due

    send_due()


@shared_task
def remind() -> None:
    """Asks every source for what is due; the keys of the letters make each once."""
    from electcoord.outbox.reminders import send_due_reminders

    send_due_reminders()


def hint() -> None:
    """After commit. Without a broker a task would run inside the request, which does not wait for a mail server."""
    if settings.REDIS_URL:
        send.delay()
