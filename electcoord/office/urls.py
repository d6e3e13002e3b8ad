from django.urls import path

from electcoord.office import profile, views

app_name = "office"
urlpatterns = [
    path("", views.home, name="home"),
    path("buku/", views.ledger, name="ledger"),
    path("buku/<str:chain>/<int:position>/", views.ledger_entry, name="ledger-entry"),
    path("gaya/", views.gaya, name="gaya"),
    path("profil/<slug:slug>/", profile.profile, name="profile"),
    path("sehat/", views.health, name="health"),
]
