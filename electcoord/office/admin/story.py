"""The ledger as the admin's Riwayat shows it."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from electcoord.accounts.staff_links import tells
from electcoord.office.selectors import LedgerFilter, ledger_page


def story(user: Any, subject: str) -> dict[str, Any]:
    """The newest deeds on a subject that the person may read, and where all of them are."""
    page = ledger_page(user, LedgerFilter(subject=subject))
    return {
        "items": page["items"],
        "has_older": page["older"] is not None,
        "ledger_url": f"{reverse('office:ledger')}?{urlencode({'lembar': subject})}",
    }


tells(story)
