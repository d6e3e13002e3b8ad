from django.urls import path

from electcoord.situation import incident_views, owner_views, views

app_name = "situation"
urlpatterns = [
    path("tindak-lanjut/", views.board_view, name="board"),
    path("tindak-lanjut/baru/", views.open_view, name="open"),
    path("tindak-lanjut/unduh/<slug:form>/", views.board_file, name="board-file"),
    path("tindak-lanjut/<uuid:uuid>/", views.follow_up, name="follow-up"),
    path("tindak-lanjut/<uuid:uuid>/bukti/<uuid:one>/", views.evidence_file, name="evidence"),
    path("insiden/", incident_views.board, name="incidents"),
    path("insiden/baru/", incident_views.report, name="incident-new"),
    path("insiden/unduh/<slug:form>/", incident_views.board_file, name="incidents-file"),
    path("insiden/<uuid:uuid>/", incident_views.incident, name="incident"),
    path("insiden/<uuid:uuid>/berita-acara/", incident_views.paper, name="incident-paper"),
    path("insiden/<uuid:uuid>/bukti/<uuid:one>/", incident_views.evidence_file, name="incident-evidence"),
    path("t/<str:token>/", owner_views.owner, name="owner"),
    path("t/<str:token>/bukti/<uuid:one>/", owner_views.owner_file, name="owner-file"),
]
