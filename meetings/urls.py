from django.urls import path

from meetings.pleno import views as pleno
from meetings.views import bookings, circulars, letters, mandates, papers, planning, room, training

app_name = "meetings"
urlpatterns = [
    path("", planning.meeting_list, name="list"),
    path("baru/", planning.new, name="new"),
    path("<uuid:uuid>/", room.meeting, name="meeting"),
    path("<uuid:uuid>/langkah/", room.step, name="step"),
    path("<uuid:uuid>/rencana/", planning.plan, name="plan"),
    path("<uuid:uuid>/undangan/", planning.invitees, name="invitees"),
    path("<uuid:uuid>/undangan/<uuid:one>/", planning.invitee, name="invitee"),
    path("<uuid:uuid>/meja/", room.desk, name="desk"),
    path("<uuid:uuid>/mandat/", mandates.mandates, name="mandates"),
    path("<uuid:uuid>/catatan/", room.notes, name="notes"),
    path("<uuid:uuid>/jejak/", room.timeline, name="timeline"),
    path("<uuid:uuid>/pemesanan/", bookings.bookings, name="bookings"),
    path("<uuid:uuid>/naskah/<slug:name>/", papers.document, name="document"),
    path("<uuid:uuid>/naskah/<slug:name>/<int:number>/<slug:form>/", papers.document_file, name="document-file"),
    path("<uuid:uuid>/daftar-hadir/", papers.sheet, name="sheet"),
    path("<uuid:uuid>/foto/", papers.photos, name="photos"),
    path("<uuid:uuid>/berkas/<uuid:one>/", papers.file, name="file"),
    path("<uuid:uuid>/mandat/<uuid:one>/pindaian/", papers.mandate_scan, name="mandate-scan"),
    path("<uuid:uuid>/tindak-lanjut/", papers.carry, name="carry"),
    path("<uuid:uuid>/edaran/", circulars.new, name="circular-new"),
    path("edaran/", circulars.circular_list, name="circulars"),
    path("edaran/<uuid:uuid>/", circulars.circular, name="circular"),
    path("edaran/<uuid:uuid>/<slug:form>/", circulars.circular_file, name="circular-file"),
    path("e/<str:token>/", circulars.door, name="circular-door"),
    path("e/<str:token>/naskah/", circulars.door_file, name="circular-door-file"),
    path("<uuid:uuid>/surat/", letters.letter, name="letter"),
    path("<uuid:uuid>/surat/<slug:form>/", letters.letter_file, name="letter-file"),
    path("<uuid:uuid>/bahan/", letters.add_material, name="material-add"),
    path("<uuid:uuid>/bahan/<uuid:one>/", letters.material, name="material"),
    path("<uuid:uuid>/pelatihan/", training.desk, name="training"),
    path("<uuid:uuid>/pelatihan/sertifikat/<slug:code>/", training.certificate, name="certificate"),
    path("<uuid:uuid>/pelatihan/templat/", training.file_template, name="training-template"),
    path("pelatihan/<slug:slug>/", training.coverage, name="coverage"),
    path("pelatihan/<slug:slug>/unduh/<slug:form>/", training.coverage_file, name="coverage-file"),
    path("neraca/<slug:slug>/", pleno.ballots, name="ballots"),
    path("neraca/<slug:slug>/unduh/<slug:form>/", pleno.ballots_file, name="ballots-file"),
]
