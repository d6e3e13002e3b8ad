from django.urls import URLPattern

import electcoord.regions.converters  # noqa: F401 the names of codes in addresses
import logistics.urls.converters  # noqa: F401 and of boxes
from logistics.urls import boxes, movements, needs, ready, stock

app_name = "logistics"
urlpatterns: list[URLPattern] = [
    *ready.patterns, *needs.patterns, *stock.patterns, *boxes.patterns, *movements.patterns,
]  # fmt: skip
