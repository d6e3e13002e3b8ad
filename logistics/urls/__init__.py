from django.urls import URLPattern

import electcoord.regions.converters  # noqa: F401 the names of codes in addresses
import logistics.urls.converters  # noqa: F401 and of boxes
from logistics.urls import boxes, incidents, movements, needs, packing, ready, scan, stock

app_name = "logistics"
ROOMS = (ready, needs, stock, packing, boxes, movements, scan, incidents)
urlpatterns: list[URLPattern] = [pattern for room in ROOMS for pattern in room.patterns]
