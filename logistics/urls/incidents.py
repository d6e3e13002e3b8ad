from django.urls import path

from logistics.views import incidents

patterns = [
    path("<slug:slug>/surat-suara-tertukar/", incidents.swap, name="incident-swap"),
    path("<slug:slug>/surat-suara-tertukar/<uuid:uuid>/tukar/", incidents.exchange, name="incident-exchange"),
]
