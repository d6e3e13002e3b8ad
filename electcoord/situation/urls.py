from django.urls import path

from electcoord.situation import owner_views, views

app_name = "situation"
urlpatterns = [
    path("tindak-lanjut/", views.board_view, name="board"),
    path("tindak-lanjut/baru/", views.open_view, name="open"),
    path("tindak-lanjut/unduh/<slug:form>/", views.board_file, name="board-file"),
    path("tindak-lanjut/<uuid:uuid>/", views.follow_up, name="follow-up"),
    path("tindak-lanjut/<uuid:uuid>/bukti/<uuid:one>/", views.evidence_file, name="evidence"),
    path("t/<str:token>/", owner_views.owner, name="owner"),
    path("t/<str:token>/bukti/<uuid:one>/", owner_views.owner_file, name="owner-file"),
]
