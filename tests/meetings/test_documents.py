"""Minutes and berita acara from the closing to the archive, as the people concerned; frozen papers stay."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from electcoord.papers.models import Attachment, Document, DocumentVersion
from meetings import actions
from meetings.models import Meeting
from tests.meetings.hall import at, day, meeting, pleno
from tests.photos import picture

pytestmark = pytest.mark.django_db


def held(cast, kind="pleno_terbuka") -> Meeting:
    """A closed pleno with a remark, a vote with dissent and a skors."""
    found, people = pleno(cast, kind=kind)
    session, staff, chair = day(found), cast.actor("staf"), cast.actor("ketua")
    item = actions.add_item(session, title="Pembacaan hasil", actor=staff)
    stays = [actions.check_in(session, invitee=one, actor=staff).attendance for one in people[:5]]
    actions.open_day(session, actor=chair)
    actions.add_remark(session, text="Kotak tersegel.", speaker="PPK Hulu", item=item, actor=staff)
    actions.add_decision(session, text="Pleno dilanjutkan.", kind="keputusan", way="suara", votes=(4, 1, 0),
                         dissent="Anggota meminta ditunda.", actor=staff)  # fmt: skip
    actions.pause_meeting(found, until=at(9), reason="Salat zuhur", actor=chair)
    actions.resume_meeting(found, actor=chair)
    actions.check_out(stays[0], actor=staff)
    return actions.close_meeting(found, actor=chair)


def upload(content: bytes, name="pindaian.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def approve(client, url, **more):
    seen = client.get(url).context["version"].sha256
    return client.post(
        url, {"perbuatan": "sahkan", "terlihat": seen, "klasifikasi": "PL.01", "penerbit": "9901", **more}
    )


def test_a_pleno_gets_minutes_and_berita_acara_that_end_in_the_archive(cast, as_person):
    found = held(cast)
    room, staff, chair = f"/rapat/{found.uuid}/", as_person("staf"), as_person("ketua")
    assert "Susun notulen" in staff.get(room).content.decode()
    assert staff.post(f"{room}langkah/", {"perbuatan": "notulen"}).status_code == 302
    minutes, report = f"{room}naskah/notulen/", f"{room}naskah/berita-acara/"
    page = staff.get(minutes).content.decode()
    for fact in (
        "Kotak tersegel.",
        "4 setuju, 1 tidak setuju",
        "Anggota meminta ditunda.",
        "Salat zuhur",
        "5 anggota hadir, perlu 4",
    ):
        assert fact in page, fact
    assert "Pendapat berbeda" in staff.get(report).content.decode()
    # Whoever only watches sees no draft; another regency sees nothing.
    assert (
        as_person("bawaslu").get(minutes).status_code == 403 and as_person("tetangga").get(minutes).status_code == 404
    )
    version = DocumentVersion.objects.get(document__kind__code="NOT")
    [place] = [n for n, b in enumerate(version.content["blok"]) if b.get("teks", "").startswith("PPK Hulu")]
    form = {"perbuatan": "simpan", "terlihat": version.sha256, f"p-{place}": "PPK Hulu menyatakan kotak tersegel.",
            "p-0": "Fakta palsu", "p-1": "Fakta palsu"}  # fmt: skip
    assert staff.post(minutes, form).status_code == 302
    page = staff.get(minutes).content.decode()
    assert "menyatakan kotak tersegel" in page and "Fakta palsu" not in page
    assert staff.post(minutes, form | {f"p-{place}": "Terlambat"}).status_code == 422
    # Four eyes, and minutes before the berita acara.
    assert as_person("operator").post(minutes, {"perbuatan": "sahkan"}).status_code == 403
    assert approve(chair, report).status_code == 422
    assert approve(chair, minutes, klasifikasi="XX").status_code == 422
    assert approve(chair, minutes, penerbit="9902").status_code == 403
    assert approve(chair, minutes).status_code == 302
    found.refresh_from_db()
    version.refresh_from_db()
    assert (
        found.state == "notulen_disahkan"
        and version.register_number.text == f"1/PL.01-NOT/9901/{version.register_number.year}"
    )
    assert approve(chair, report).status_code == 302
    assert chair.post(f"{room}langkah/", {"perbuatan": "arsip"}).status_code == 422
    for url in (minutes, report):
        bad = staff.post(url, {"perbuatan": "tandatangan", "berkas": upload(b"<script>alert(1)</script>")})
        assert bad.status_code == 422
        assert staff.post(url, {"perbuatan": "tandatangan", "berkas": upload(picture(3))}).status_code == 302
    found.refresh_from_db()
    assert found.state == "ba_ditandatangani"
    assert "Arsipkan" in staff.get(room).content.decode()
    assert staff.post(f"{room}langkah/", {"perbuatan": "arsip"}).status_code == 302
    found.refresh_from_db()
    assert found.state == "diarsip"
    # A later change is a new version with its reason; both are read and compared.
    assert staff.post(minutes, {"perbuatan": "revisi", "alasan": "x"}).status_code == 422
    assert staff.post(minutes, {"perbuatan": "revisi", "alasan": "Salah tulis nama desa"}).status_code == 302
    old = staff.get(f"{minutes}?versi=1").content.decode()
    assert "Salah tulis nama desa" in old and "menyatakan kotak tersegel" in old
    second = DocumentVersion.objects.get(document=version.document, number=2)
    staff.post(minutes, {"perbuatan": "simpan", "terlihat": second.sha256, f"p-{place}": "Kalimat baru."})
    compared = staff.get(f"{minutes}?versi=2&banding=1").content.decode()
    assert "<ins>" in compared and "<del>" in compared and "Kalimat baru." in compared
    assert "Kalimat baru." not in as_person("bawaslu").get(f"{minutes}?versi=2").content.decode()
    assert approve(chair, minutes).status_code == 302
    second.refresh_from_db()
    assert second.register_number_id == version.register_number_id
    for number, form in ((1, "pdf"), (2, "docx")):
        assert staff.get(f"{minutes}{number}/{form}/").status_code == 200


def test_nobody_approves_what_they_wrote_alone(cast, as_person):
    found = held(cast)
    client, url = as_person("sekretaris"), f"/rapat/{found.uuid}/naskah/notulen/"
    client.post(f"/rapat/{found.uuid}/langkah/", {"perbuatan": "notulen"})
    answer = approve(client, url)
    assert answer.status_code == 422 and "Anda tulis sendiri" in answer.content.decode()
    assert approve(as_person("anggota"), url).status_code == 302


def test_a_draft_behind_its_rows_is_not_approved_and_can_be_refreshed(cast, as_person):
    found = held(cast)
    staff, url = as_person("staf"), f"/rapat/{found.uuid}/naskah/notulen/"
    staff.post(f"/rapat/{found.uuid}/langkah/", {"perbuatan": "notulen"})
    version = DocumentVersion.objects.get(document__kind__code="NOT")
    place = next(n for n, b in enumerate(version.content["blok"]) if b.get("teks", "").startswith("PPK Hulu"))
    staff.post(url, {"perbuatan": "simpan", "terlihat": version.sha256, f"p-{place}": "Ditulis ulang."})
    actions.add_decision(day(found), text="Susulan.", kind="keputusan", actor=cast.actor("staf"))
    answer = approve(as_person("ketua"), url)
    assert answer.status_code == 422 and "berubah sejak draf" in answer.content.decode()
    version.refresh_from_db()
    assert "Ditulis ulang." in str(staff.get(url).context["lost"])
    assert staff.post(url, {"perbuatan": "segarkan", "terlihat": version.sha256}).status_code == 302
    version.refresh_from_db()
    assert "Ditulis ulang." in str(version.content) and "Susulan." in str(version.content)
    assert staff.post(url, {"perbuatan": "susun", "terlihat": version.sha256}).status_code == 302
    version.refresh_from_db()
    assert "Ditulis ulang." not in str(version.content)
    assert approve(as_person("ketua"), url).status_code == 302


def test_frozen_papers_do_not_change(cast, as_person):
    found = held(cast)
    as_person("staf").post(f"/rapat/{found.uuid}/langkah/", {"perbuatan": "notulen"})
    assert approve(as_person("ketua"), f"/rapat/{found.uuid}/naskah/notulen/").status_code == 302
    version = DocumentVersion.objects.get(document__kind__code="NOT")
    from electcoord.ledger import recording

    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        recording.entry("uji", chain="9901", actor=cast.actor("ketua"), payload={}),
    ):
        DocumentVersion.objects.filter(pk=version.pk).update(content={"judul": "Lain"})
    for attack in (
        "UPDATE papers_documentversion SET sha256 = 'x' WHERE id = %s", "DELETE FROM papers_documentversion WHERE id = %s",
        "UPDATE papers_documentversion SET state = 'draf' WHERE id = %s",
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack, [version.pk])


def test_sheets_photos_and_mandates(cast, as_person):
    found = held(cast)
    staff, room = as_person("staf"), f"/rapat/{found.uuid}/"
    for query in ("", "?isi=jam", f"?sesi={day(found).uuid}", "?sesi=x&isi=x"):
        answer = staff.get(f"{room}daftar-hadir/{query}")
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF-")
    assert as_person("bawaslu").get(f"{room}daftar-hadir/").status_code == 403
    assert staff.post(f"{room}foto/", {"berkas": upload(picture(5)), "guna": "foto"}).status_code == 422
    form = {"guna": "foto", "keterangan": "Pembukaan pleno"}
    for bad in (b"", b"MZ not a picture", b"%PDF-1.7 broken", picture(1)[:200]):
        assert staff.post(f"{room}foto/", form | {"berkas": upload(bad)}).status_code == 422, bad[:9]
    assert staff.post(f"{room}foto/", form | {"berkas": upload(picture(5), "../../x.jpg")}).status_code == 302
    photo = Attachment.objects.get(role="foto")
    assert as_person("bawaslu").get(f"{room}berkas/{photo.uuid}/?kecil=1").status_code == 200
    assert as_person("tetangga").get(f"{room}berkas/{photo.uuid}/").status_code == 404
    other = meeting(cast, found.organiser, title="Lain")
    assert staff.get(f"/rapat/{other.uuid}/berkas/{photo.uuid}/").status_code == 404
    staff.post(f"{room}langkah/", {"perbuatan": "notulen"})
    version = DocumentVersion.objects.get(document__kind__code="NOT")
    staff.post(f"{room}naskah/notulen/", {"perbuatan": "simpan", "terlihat": version.sha256, "foto": photo.uuid})
    version.refresh_from_db()
    assert version.content["blok"][-1] == {
        "jenis": "gambar",
        "sha256": photo.pages[0]["gambar"],
        "keterangan": "Pembukaan pleno",
    }
    assert "Pembukaan pleno" in staff.get(room).content.decode()


def test_pages_cost_the_same_however_many_papers_there_are(cast, as_person, count_queries):
    found = held(cast)
    as_person("staf").post(f"/rapat/{found.uuid}/langkah/", {"perbuatan": "notulen"})
    urls = [f"/rapat/{found.uuid}/", f"/rapat/{found.uuid}/naskah/notulen/", f"/rapat/{found.uuid}/foto/"]
    few = [count_queries("staf", url) for url in urls]
    version = DocumentVersion.objects.get(document__kind__code="NOT")
    for seed in range(6):
        actions.add_photo(found, picture(seed), name="a.jpg", caption=f"Foto {seed}", actor=cast.actor("staf"))
    assert approve(as_person("ketua"), urls[1]).status_code == 302
    actions.revise_document(
        found, Document.objects.get(pk=version.document_id), reason="Salah tulis desa", actor=cast.actor("staf")
    )
    many = [count_queries("staf", url) for url in urls]
    assert all(late <= early + 2 for early, late in zip(few, many, strict=True)), (few, many)


def test_nonsense_is_refused_in_words(cast, as_person):
    found = held(cast)
    client, room = as_person("ketua"), f"/rapat/{found.uuid}/"
    client.post(f"{room}langkah/", {"perbuatan": "notulen"})
    for bad in ("\x00", "x" * 9000, "-1", "", "9" * 30):
        for deed in ("simpan", "susun", "segarkan", "sahkan", "tandatangan", "revisi", "x"):
            data = {
                "perbuatan": deed,
                "terlihat": bad,
                "p-1": bad,
                "p-99999999": bad,
                "penerbit": "9901",
                "klasifikasi": bad,
                "alasan": bad,
                "foto": bad,
            }
            assert client.post(f"{room}naskah/notulen/", data).status_code in (302, 422), (deed, bad[:9])
        assert client.get(f"{room}naskah/notulen/", {"versi": bad, "banding": bad}).status_code == 200
    assert client.get(f"{room}naskah/lain/").status_code == 404
    assert client.get(f"{room}naskah/notulen/99999999999999999999/pdf/").status_code == 404
    assert client.get(f"{room}naskah/notulen/1/exe/").status_code == 404
