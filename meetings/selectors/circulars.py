"""Circulars as lists and their own page show them."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from electcoord.outbox import links
from electcoord.papers.models import DocumentVersion
from electcoord.papers.models.documents import FROZEN
from meetings.models import Circular, Meeting


def listed(meetings: QuerySet[Meeting]) -> QuerySet[Circular]:
    """Numbered circulars of these meetings, the newest first; drafts show on their meeting's page."""
    approved = DocumentVersion.objects.filter(document=OuterRef("document"), state__in=FROZEN)
    rows = counted(Circular.objects.filter(Exists(approved), meeting__in=meetings.values("pk")))
    return (
        rows.select_related("meeting", "document")
        .prefetch_related("document__versions__register_number")
        .order_by("-made_at", "-pk")
    )


def counted(rows: QuerySet[Circular]) -> QuerySet[Circular]:
    active = Q(recipients__is_active=True)
    return rows.annotate(
        asked=Count("recipients", filter=active),
        opened=Count("recipients", filter=active & Q(recipients__link__first_opened__isnull=False)),
        received=Count("recipients", filter=active & Q(recipients__received_at__isnull=False)),
    )


def line(row: Circular) -> dict[str, Any]:
    versions = list(row.document.versions.all())
    number = next((v.register_number.text for v in versions if v.register_number_id), "")
    return {"circular": row, "number": number, "url": row.get_absolute_url()}


def recipients_page(request: HttpRequest, row: Circular, may_send: bool) -> dict[str, Any]:
    """Who it is for: sent, opened, confirmed; whoever sends finds the links, to hand on by another way."""
    rows = row.recipients.filter(is_active=True).select_related("institution", "office", "link")
    found = [
        {"recipient": one, "url": links.url(one.link, request) if one.link and one.link.is_live and may_send else "",
         "opened": one.link.first_opened if one.link else None}
        for one in rows
    ]  # fmt: skip
    return {"recipients": found, "received": sum(one["recipient"].received_at is not None for one in found)}
