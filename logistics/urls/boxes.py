from django.urls import path

from logistics.views import box_steps, boxes

patterns = [
    path("<slug:slug>/kotak/", boxes.boxes, name="boxes"),
    path("<slug:slug>/kotak/siapkan/", boxes.prepare, name="boxes-prepare"),
    path("<slug:slug>/kotak/<kode:code>/", boxes.box, name="box"),
    path("<slug:slug>/kotak/<kode:code>/langkah/", box_steps.box_step, name="box-step"),
    path("<slug:slug>/serah-terima/", boxes.handovers, name="handovers"),
    path("<slug:slug>/serah-terima/baru/", boxes.handover_new, name="handover-new"),
    path("<slug:slug>/serah-terima/<uuid:uuid>/", boxes.handover, name="handover"),
]
