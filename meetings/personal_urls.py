"""The invited person's own page, opened by the token of their link."""

from django.urls import path

from meetings.views import personal

app_name = "undangan"
urlpatterns = [
    path("<str:token>/", personal.personal, name="personal"),
    path("<str:token>/surat/", personal.letter, name="letter"),
    path("<str:token>/kalender/", personal.calendar, name="calendar"),
    path("<str:token>/bahan/<uuid:uuid>/", personal.material, name="material"),
]
