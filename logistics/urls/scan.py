from django.urls import path

from logistics.views import scan

# The worker lies in the folder of the page: that folder, and nothing above it, is what it may answer for.
patterns = [
    path("<slug:slug>/pindai/", scan.scan, name="scan"),
    path("<slug:slug>/pindai/pekerja.js", scan.worker, name="scan-worker"),
    path("<slug:slug>/pindai/sesi.json", scan.session, name="scan-session"),
    path("<slug:slug>/pindai/bekal.json", scan.supplies, name="scan-supplies"),
    path("<slug:slug>/pindai/kirim/", scan.send, name="scan-send"),
    path("<slug:slug>/pindai/hasil/<uuid:uuid>.json", scan.result, name="scan-result"),
    path("<slug:slug>/pindai/foto/<uuid:uuid>/", scan.photo, name="scan-photo"),
    path("<slug:slug>/serah-terima/<uuid:uuid>/foto/<uuid:one>/", scan.handover_photo, name="handover-photo"),
]
