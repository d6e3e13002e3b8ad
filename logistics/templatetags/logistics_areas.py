"""The areas of logistics on top of each of its pages."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can

register = template.Library()
PLANNING = ("needs", "needs-region", "needs-tps", "items", "item", "plans", "plan")
ON_THE_WAY = ("boxes", "boxes-prepare", "box", "box-step", "handovers", "handover-new", "handover")


@register.inclusion_tag("components/_segmented.html", takes_context=True)
def logistics_areas(context: dict[str, Any]) -> dict[str, Any]:
    """Planning, warehouse, boxes; the warehouse only for whoever works for the whole kabupaten."""
    request, election = context["request"], context["election"]
    here = request.resolver_match.url_name if request.resolver_match else ""
    found = [(_("Perencanaan"), "needs", here in PLANNING)]
    if access.may(request.user, Can.VIEW_LOGISTICS, region=election.kabupaten_id, election=election):
        found.append((_("Gudang"), "stock", here not in (*PLANNING, *ON_THE_WAY)))
    found.append((_("Kotak"), "boxes", here in ON_THE_WAY))
    return {
        "items": [
            {"label": label, "url": reverse(f"logistics:{name}", args=[election.slug]), "active": is_here}
            for label, name, is_here in found
        ],
        "label": _("Bagian logistik"),
    }
