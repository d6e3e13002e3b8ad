from django.urls import path, register_converter

from recap import views


class CodeConverter:
    """A region or TPS code: 4, 6, 10 or 13 digits."""

    regex = "[0-9]{4}|[0-9]{6}|[0-9]{10}"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class TpsConverter(CodeConverter):
    regex = "[0-9]{13}"


register_converter(CodeConverter, "wilayah")
register_converter(TpsConverter, "tps")

app_name = "recap"
urlpatterns = [
    path("", views.elections, name="elections"),
    path("<slug:slug>/", views.election, name="election"),
    path("<slug:slug>/pekerjaan/", views.work, name="work"),
    path("<slug:slug>/temuan/", views.findings, name="findings"),
    path("<slug:slug>/impor/", views.import_file, name="import"),
    path("<slug:slug>/impor/<uuid:uuid>/", views.import_check, name="import-check"),
    path("<slug:slug>/tps/<tps:code>/", views.station, name="tps"),
    path("<slug:slug>/tps/<tps:code>/<slug:key>/lepas/", views.release, name="release"),
    path("<slug:slug>/kontes/<slug:key>/<wilayah:code>/", views.region, name="region"),
]
