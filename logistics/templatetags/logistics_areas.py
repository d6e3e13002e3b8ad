"""The areas of logistics on top of each of its pages."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can

register = template.Library()
# By what the names of their addresses begin with; what is not here belongs to the warehouse.
AREAS = {
    "needs": ("need", "item", "plan"),
    "boxes": ("box", "handover", "pack", "label", "seal", "scan", "incident"),
    "movements": ("movement",),
    "ready": ("ready", "return", "missing", "ballot", "timeline"),
}


@register.inclusion_tag("components/_segmented.html", takes_context=True)
def logistics_areas(context: dict[str, Any]) -> dict[str, Any]:
    """Readiness, planning, warehouse, boxes; the warehouse only for whoever works for the whole kabupaten."""
    request, election = context["request"], context["election"]
    here = request.resolver_match.url_name if request.resolver_match else ""
    area = next((name for name, begins in AREAS.items() if here.startswith(begins)), "stock")
    shown = [
        ("ready", _("Kesiapan")), ("needs", _("Perencanaan")), ("boxes", _("Kotak")), ("movements", _("Perjalanan")),
    ]  # fmt: skip
    if access.may(request.user, Can.VIEW_LOGISTICS, region=election.kabupaten_id, election=election):
        shown.insert(2, ("stock", _("Gudang")))
    return {
        "items": [
            {"label": label, "url": reverse(f"logistics:{name}", args=[election.slug]), "active": name == area}
            for name, label in shown
        ],
        "label": _("Bagian logistik"),
    }
