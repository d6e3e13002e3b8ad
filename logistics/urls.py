from django.urls import URLPattern, path, register_converter

import electcoord.regions.converters  # noqa: F401 the names of codes in addresses
from logistics.stock_urls import patterns as stock_patterns
from logistics.views import boxes, needs, plans


class BoxConverter:
    """The code on a box's label."""

    regex = "[0-9A-Z-]{4,40}"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(BoxConverter, "kode")

app_name = "logistics"
urlpatterns: list[URLPattern] = [
    path("<slug:slug>/kebutuhan/", needs.needs, name="needs"),
    path("<slug:slug>/kebutuhan/<wilayah:code>/", needs.region, name="needs-region"),
    path("<slug:slug>/kebutuhan/<wilayah:code>/unduh/<slug:form>/", needs.region_file, name="needs-file"),
    path("<slug:slug>/kebutuhan/<tps:code>/", needs.station, name="needs-tps"),
    path("<slug:slug>/barang/", plans.items, name="items"),
    path("<slug:slug>/barang/<slug:code>/", plans.item, name="item"),
    path("<slug:slug>/rencana/", plans.plans, name="plans"),
    path("<slug:slug>/rencana/<int:number>/", plans.plan, name="plan"),
    path("<slug:slug>/rencana/<int:number>/unduh/<slug:form>/", plans.plan_file, name="plan-file"),
    path("<slug:slug>/kotak/", boxes.boxes, name="boxes"),
    path("<slug:slug>/kotak/siapkan/", boxes.prepare, name="boxes-prepare"),
    path("<slug:slug>/kotak/<kode:code>/", boxes.box, name="box"),
    path("<slug:slug>/kotak/<kode:code>/langkah/", boxes.box_step, name="box-step"),
    path("<slug:slug>/serah-terima/", boxes.handovers, name="handovers"),
    path("<slug:slug>/serah-terima/baru/", boxes.handover_new, name="handover-new"),
    path("<slug:slug>/serah-terima/<uuid:uuid>/", boxes.handover, name="handover"),
    *stock_patterns,
]
