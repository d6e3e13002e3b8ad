from django.urls import path

from logistics.views import movements

patterns = [
    path("<slug:slug>/perjalanan/", movements.movements, name="movements"),
    path("<slug:slug>/perjalanan/baru/", movements.new, name="movement-new"),
    path("<slug:slug>/perjalanan/<uuid:uuid>/", movements.movement, name="movement"),
    path("<slug:slug>/perjalanan/<uuid:uuid>/ubah/", movements.change, name="movement-change"),
    path("<slug:slug>/perjalanan/<uuid:uuid>/surat-jalan.pdf", movements.movement_paper, name="movement-paper"),
    path("<slug:slug>/perjalanan/<slug:purpose>/<int:number>/", movements.wave, name="movement-wave"),
    path(
        "<slug:slug>/perjalanan/<slug:purpose>/<int:number>/pemberitahuan.pdf", movements.wave_paper,
        name="movement-wave-paper",
    ),
]  # fmt: skip
