from django.urls import path

import electcoord.regions.converters  # noqa: F401 the names of codes in addresses
from recap.views import corrections, desk, download, entry, map, pages, papers, rules, settle, workbooks
from recap.views.progress import progress
from recap.views.story import story

app_name = "recap"
urlpatterns = [
    path("", pages.elections, name="elections"),
    path("<slug:slug>/", pages.election, name="election"),
    path("<slug:slug>/wilayah/", pages.mine, name="mine"),
    path("<slug:slug>/wilayah/<wilayah:code>/", pages.region_places, name="places"),
    path("<slug:slug>/meja/", desk.work, name="desk"),
    path("<slug:slug>/meja/berikut/", desk.take_next, name="take-next"),
    path("<slug:slug>/meja/<tps:code>/<slug:key>/kembali/", desk.give_back, name="give-back"),
    path("<slug:slug>/entri/<tps:code>/<slug:key>/", entry.enter, name="entry"),
    path("<slug:slug>/entri/<tps:code>/<slug:key>/draf/", entry.draft, name="draft"),
    path("<slug:slug>/putuskan/<tps:code>/<slug:key>/", settle.decide, name="settle"),
    path("<slug:slug>/koreksi/", corrections.waiting, name="corrections"),
    path("<slug:slug>/koreksi/<uuid:uuid>/", corrections.decide, name="correction"),
    path("<slug:slug>/tps/<tps:code>/<slug:key>/koreksi/", corrections.propose, name="correct"),
    path("<slug:slug>/pekerjaan/", pages.work, name="work"),
    path("<slug:slug>/temuan/", rules.findings, name="findings"),
    path("<slug:slug>/impor/", pages.import_file, name="import"),
    path("<slug:slug>/impor/<uuid:uuid>/", pages.import_check, name="import-check"),
    path("<slug:slug>/tps/<tps:code>/", pages.station, name="tps"),
    path("<slug:slug>/tps/<tps:code>/<slug:key>/lepas/", pages.release, name="release"),
    path("<slug:slug>/kontes/<slug:key>/<wilayah:code>/", pages.region, name="region"),
    path("<slug:slug>/kontes/<slug:key>/<wilayah:code>/unduh.csv", download.region_csv, name="region-csv"),
    path("<slug:slug>/kontes/<slug:key>/<wilayah:code>/unduh.xlsx", download.region_xlsx, name="region-xlsx"),
    path("<slug:slug>/kontes/<slug:key>/<wilayah:code>/peta/", map.region_map, name="map"),
    path("<slug:slug>/ke/", pages.go, name="go"),
    path("<slug:slug>/tps/<tps:code>/<slug:key>/kertas/", papers.papers, name="papers"),
    path("<slug:slug>/tps/<tps:code>/<slug:key>/kertas/<uuid:photo>/", papers.paper, name="paper"),
    path("<slug:slug>/templat/", workbooks.templates, name="templates"),
    path("<slug:slug>/templat/<slug:key>/<wilayah:code>/<slug:entry>/", workbooks.template, name="template"),
    path("<slug:slug>/kemajuan/", progress, name="progress"),
    path("<slug:slug>/aturan/", rules.catalogue, name="rules"),
    path("<slug:slug>/aturan/coba/", rules.trial, name="rules-trial"),
    path("<slug:slug>/tps/<tps:code>/<slug:key>/kisah/", story, name="story"),
]
