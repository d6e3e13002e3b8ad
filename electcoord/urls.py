"""Root of the URLs: it only includes."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("electcoord.office.urls")),
    path("akun/", include("electcoord.accounts.urls")),
    path("rekap/", include("recap.urls")),
    path("rapat/", include("meetings.urls")),
    path("logistik/", include("logistics.urls")),
    path("kalender/", include("meetings.calendar_urls")),
    path("u/", include("meetings.personal_urls")),
    path("kertas/", include("electcoord.papers.urls")),
    path("direktori/", include("electcoord.directory.urls")),
    path("pesan/", include("electcoord.outbox.urls")),
    path("", include("electcoord.situation.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "electcoord.office.views.bad_request"
handler403 = "electcoord.office.views.forbidden"
handler404 = "electcoord.office.views.not_found"
handler500 = "electcoord.office.views.server_error"
