from django.urls import path

from electcoord.office import language, looks, profile, tour_views, views

app_name = "office"
urlpatterns = [
    path("", views.home, name="home"),
    path("cari/", views.search, name="search"),
    path("pintasan/", views.shortcuts_list, name="shortcuts"),
    path("bantuan/", views.help_page, name="help"),
    path("buku/", views.ledger, name="ledger"),
    path("buku/<str:chain>/<int:position>/", views.ledger_entry, name="ledger-entry"),
    path("gaya/", looks.gaya, name="gaya"),
    path("gaya/proyektor/", looks.projector, name="projector"),
    path("tema/", looks.theme, name="theme"),
    path("profil/<slug:slug>/", profile.profile, name="profile"),
    path("tur/", tour_views.tour, name="tour"),
    path("tur/<int:number>/", tour_views.step, name="tour-step"),
    path("tur/akhiri/", tour_views.end, name="tour-end"),
    path("sehat/", views.health, name="health"),
    path("bahasa/", language.switch, name="language"),
    path("bahasa/<slug:language>.js", language.scripts, name="scripts"),
]
