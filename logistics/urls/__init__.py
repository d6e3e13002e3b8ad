from django.urls import URLPattern

import electcoord.regions.converters  # noqa: F401 the names of codes in addresses
import logistics.urls.converters  # noqa: F401 and of boxes
from logistics.urls import boxes, needs, scan, stock

app_name = "logistics"
urlpatterns: list[URLPattern] = [*needs.patterns, *stock.patterns, *boxes.patterns, *scan.patterns]
