"""Choosing from the directory whom to invite."""

from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest
from django.utils import timezone

from electcoord.directory.models import Institution, InstitutionKind, Office
from electcoord.directory.selectors import holders_on
from meetings.models import Meeting

MOST = 40


def institutions_of(meeting_region: str) -> Any:
    """Institutions that a meeting of this region may concern: its own kabupaten, all levels."""
    return Institution.objects.filter(is_active=True, region__code__startswith=meeting_region[:4])


def picker(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """Institutions with their offices and who holds them on the first day, as the search narrows them."""
    text = request.GET.get("cari", "").replace("\x00", "").strip()[:80]
    kind = request.GET.get("jenis", "")
    rows = institutions_of(meeting.region_id)
    if kind in InstitutionKind.values:
        rows = rows.filter(kind=kind)
    for word in text.split()[:6]:
        office = Q(offices__title__icontains=word, offices__is_active=True)
        rows = rows.filter(Q(name__icontains=word) | office)
    offices = Office.objects.filter(is_active=True).order_by("rank", "title")
    found = list(
        rows.distinct().order_by("kind", "region", "name").prefetch_related(
            Prefetch("offices", offices, to_attr="posts")
        )[: MOST + 1]
    )  # fmt: skip
    shown = found[:MOST]
    posts = [post for institution in shown for post in institution.posts]
    held = holders_on(posts, timezone.localdate(meeting.starts))
    invited = set(meeting.invitees.filter(is_active=True).values_list("office_id", flat=True))
    whole = set(meeting.invitees.filter(is_active=True, office__isnull=True).values_list("institution_id", flat=True))
    return {
        "sought": text, "kind_wanted": kind, "kinds": InstitutionKind.choices, "has_more": len(found) > MOST,
        "institutions": [
            {"institution": one, "is_invited": one.pk in whole,
             "posts": [
                 {"office": post, "holders": [term.person.name for term in held.get(post.pk, [])],
                  "is_invited": post.pk in invited}
                 for post in one.posts
             ]}
            for one in shown
        ],
    }  # fmt: skip
