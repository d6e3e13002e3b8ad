"""What cron calls every few minutes where no worker runs: reminders that are due, then the letters."""

from typing import Any

from django.core.management.base import BaseCommand

from electcoord.outbox.reminders import send_due_reminders
from electcoord.outbox.sending import mail_is_set, send_due


class Command(BaseCommand):
    help = "Mengantrekan pengingat yang jatuh tempo, lalu mengirim surat yang menunggu; aman diulang dan bersamaan."

    def handle(self, *args: Any, **options: Any) -> None:
        reminders = send_due_reminders()
        done = send_due()
        self.stdout.write(
            f"{reminders} pengingat diantrekan; {done.sent} surat terkirim, {done.later} dicoba lagi nanti, "
            f"{done.failed} gagal, {done.cancelled} dibatalkan, {done.waiting} menunggu."
        )
        if done.waiting and not mail_is_set():
            self.stderr.write("Surel belum diatur: isi EMAIL_URL, lalu jalankan lagi. Surat tetap menunggu.")
