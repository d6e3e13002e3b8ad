from django.urls import path

from logistics.views import box_files, packing, seals

patterns = [
    path("<slug:slug>/kotak/wadah-lain/", packing.make, name="box-new"),
    path("<slug:slug>/kotak/<kode:code>/foto/<uuid:one>/", box_files.photo, name="box-photo"),
    path("<slug:slug>/kotak/<kode:code>/ba/<uuid:uuid>.pdf", box_files.report, name="box-report"),
    path("<slug:slug>/pengemasan/", packing.pack, name="pack"),
    path("<slug:slug>/pengemasan/daftar.pdf", box_files.packing_list, name="pack-list"),
    path("<slug:slug>/label/", box_files.labels, name="labels"),
    path("<slug:slug>/label/label.pdf", box_files.labels_file, name="labels-file"),
    path("<slug:slug>/segel/", seals.seals, name="seals"),
    path("<slug:slug>/segel/impor/", seals.seal_import, name="seal-import"),
    path("<slug:slug>/segel/templat/", seals.template, name="seal-template"),
]
