from django.urls import path

from logistics.views import ready

patterns = [
    path("<slug:slug>/kesiapan/", ready.ready, name="ready"),
    path("<slug:slug>/kesiapan/<wilayah:code>/", ready.region, name="ready-region"),
    path("<slug:slug>/kesiapan/<wilayah:code>/unduh/<slug:form>/", ready.region_file, name="ready-file"),
    path("<slug:slug>/kesiapan/<tps:code>/", ready.station, name="ready-tps"),
    path("<slug:slug>/garis-waktu/", ready.day, name="timeline"),
    path("<slug:slug>/garis-waktu/<wilayah:code>/", ready.day_region, name="timeline-region"),
    path("<slug:slug>/garis-waktu/<wilayah:code>/unduh/<slug:form>/", ready.day_file, name="timeline-file"),
    path("<slug:slug>/kembali/", ready.missing, name="missing"),
    path("<slug:slug>/kembali/unduh/<slug:form>/", ready.missing_file, name="missing-file"),
    path("<slug:slug>/kembali/berita-acara/", ready.reports, name="return-reports"),
    path("<slug:slug>/kembali/berita-acara/<uuid:uuid>/", ready.report, name="return-report"),
    path("<slug:slug>/kembali/berita-acara/<uuid:uuid>/ba.pdf", ready.report_paper, name="return-report-paper"),
]
