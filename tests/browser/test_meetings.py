"""The meetings of a regency from the plan to the archive through the browser, as the people concerned (M1-M8, T1, T2).

On every page that is passed nothing may be wider than a phone or a laptop, and the browser may complain of nothing.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import vobject
from django.utils import timezone

from electcoord.directory import actions as directory
from electcoord.directory.models import Booking, Institution
from electcoord.elections import actions as elections
from electcoord.regions.models import Region
from meetings import actions, codes
from meetings.models import Attendance, Circular, Decision, Invitee, Meeting
from tests.browser.typist import sign_in
from tests.cast import HULU, KABUPATEN, PASAR, TPS_1, TPS_2, Cast
from tests.meetings.hall import at, day, institution, invite, kpu, meeting, shown_moment
from tests.meetings.letterbox import door, leave
from tests.photos import picture

pytestmark = [pytest.mark.browser, pytest.mark.once]
PHONE, LAPTOP = 360, 1280
LISTEN = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`kebijakan isi menolak ${event.violatedDirective} ${event.blockedURI}`));"""
SCAN = {"name": "pindaian.jpg", "mimeType": "image/jpeg"}


class Person:
    """Somebody at a browser of their own; `wrong` collects what is amiss on any page they pass."""

    def __init__(self, page: Any, base: str, wrong: list[str]) -> None:
        self.page, self.base, self.wrong = page, base, wrong
        page.context.add_init_script(LISTEN)
        page.on("console", self._console)
        page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
        page.on("response", self._response)

    def _console(self, message: Any) -> None:
        # A refused page itself is no fault; a refused part of a page is told by `_response`.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            self.wrong.append(f"{self.page.url}: {message.text}")

    def _response(self, response: Any) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.wrong.append(f"{response.url}: {response.status}")

    def go(self, path: str, status: int = 200) -> "Person":
        assert self.page.goto(self.base + path).status == status, path
        self._fits()
        return self

    def _fits(self) -> None:
        own = self.page.viewport_size
        for width in (PHONE, LAPTOP):
            self.page.set_viewport_size({"width": width, "height": 800})
            over = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if over > 0:
                self.wrong.append(f"{self.page.url}: {over} px lebih lebar dari {width}")
        self.page.set_viewport_size(own)

    def press(self, name: Any, inside: Any = None) -> None:
        """A button that sends its form."""
        with self.page.expect_navigation():
            (inside or self.page).get_by_role("button", name=name, exact=True).click()
        self._fits()

    def follow(self, name: str, inside: Any = None) -> None:
        with self.page.expect_navigation():
            (inside or self.page).get_by_role("link", name=name, exact=True).first.click()
        self._fits()

    def unfold(self, text: str, inside: Any = None) -> None:
        (inside or self.page).locator("summary", has_text=text).first.click()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            field = self.page.locator(f"[name={name}]:visible").first
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def sees(self, *texts: str) -> None:
        page = self.page.locator("body").text_content()
        said = " ".join(page.split())
        assert not [text for text in texts if text not in said], ([text for text in texts if text not in said], said)

    def misses(self, *texts: str) -> None:
        assert not [text for text in texts if text in self.page.locator("body").text_content()]

    def file(self, path: str) -> bytes:
        answer = self.page.context.request.get(self.base + path)
        assert answer.status == 200, path
        return answer.body()

    # What several flows do.

    def plans(
        self, title: str, organiser: Institution, *, kind: str = "rakor", region: str = KABUPATEN, place: str = "Aula",
        starts: Any = None, ends: Any = None,
    ) -> Meeting:  # fmt: skip
        self.go("/rapat/")
        self.follow("Rapat baru", self.page.locator(".page-head"))
        self.fill(jenis=kind, judul=title, wilayah=region, penyelenggara=str(organiser.pk), tempat=place,
                  mulai=shown_moment(starts or at(5)), selesai=shown_moment(ends or at(5, 12)))  # fmt: skip
        self.press("Simpan rencana")
        self.sees("Rencana rapat tersimpan.")
        return Meeting.objects.get(title=title)

    def adds_item(self, title: str, speaker: str = "", number: int = 1) -> None:
        field = self.page.locator(f"#acara-{number}-acara")
        if not field.is_visible():
            self.unfold("Tambah mata acara", self.page.locator("section", has=field))
        field.fill(title)
        self.page.fill(f"#acara-{number}-menit", "15")
        self.page.fill(f"#acara-{number}-pembicara", speaker)
        self.press("Tambahkan", self.page.locator("form", has=field))

    def invites(self, found: Meeting, *places: Institution, side: str = "peserta") -> None:
        self.go(f"/rapat/{found.uuid}/undangan/")
        for place in places:
            group = self.page.locator("fieldset", has=self.page.locator("legend", has_text=place.name))
            for box in group.locator("input[name=jabatan]").all():
                box.check()
        self.page.select_option("#p-pihak", side)
        self.press(re.compile("^Undang yang dicentang"))

    def says_invited(self, found: Meeting) -> None:
        self.go(f"/rapat/{found.uuid}/")
        self.unfold("Undangan sudah dikirim dengan cara lain")
        self.press("Undangan sudah dikirim")

    def opens(self, found: Meeting, button: str = "Buka rapat") -> None:
        self.go(f"/rapat/{found.uuid}/")
        if not self.page.get_by_role("button", name=button, exact=True).is_visible():
            self.unfold("Hari rapat sudah tiba?")
        self.press(button)

    def closes(self, found: Meeting) -> None:
        self.go(f"/rapat/{found.uuid}/")
        self.unfold("Tutup")
        self.press("Tutup rapat")

    def ticks(self, *names: str) -> None:
        """At the desk."""
        for name in names:
            row = self.page.locator("li[data-text]", has=self.page.locator("b", has_text=name))
            self.press("Hadir", row)


@pytest.fixture
def people(real_cast: Cast, browser: Any, live_server: Any) -> Iterator[Any]:
    """`people("staf")` is a laptop of theirs; `people(None)` a phone of somebody without an account."""
    wrong: list[str] = []
    known: dict[str, Person] = {}
    contexts = []

    def person(who: str | None) -> Person:
        if who in known:
            return known[who]
        if who:
            page = sign_in(browser, live_server, real_cast[who])
        else:
            phone = {"viewport": {"width": PHONE, "height": 740}, "is_mobile": True, "has_touch": True}
            page = browser.new_context(locale="id-ID", **phone).new_page()
            page.set_default_timeout(15000)
        contexts.append(page.context)
        made = Person(page, live_server.url, wrong)
        return known.setdefault(who, made) if who else made

    yield person
    for context in contexts:
        context.close()
    assert wrong == []


def with_mail(cast: Cast, place: Institution, address: str) -> Institution:
    for term in place.offices.get().terms.select_related("person"):
        directory.change_person(term.person, email=address, actor=cast.actor("staf"))
    return place


def link_in(letters: list[Any], to: str, path: str) -> str:
    """The address of the personal page in the mail to somebody."""
    [letter] = [one for one in letters if one.to == [to]]
    return re.search(rf"{path}[\w-]{{20,}}/", letter.body)[0]


@pytest.fixture
def guests(real_cast: Cast) -> dict[str, Institution]:
    """Who is invited to the rakor; the Bupati and the head of Diskominfo have mail."""
    cast = real_cast
    return {
        "kpu": kpu(cast),
        "pemkab": with_mail(cast, institution(cast, "Pemkab Talang Maju", "Bupati"), "bupati@contoh.id"),
        "polres": institution(cast, "Polres Talang Maju", "Kapolres", kind="polri"),
        "kejari": institution(cast, "Kejari Talang Maju", "Kajari", kind="kejaksaan"),
        "diskominfo": with_mail(cast, institution(cast, "Diskominfo", "Kepala Dinas"), "diskominfo@contoh.id"),
    }


def test_m1_m4_m8_a_rakor_from_the_plan_to_the_archive(
    real_cast: Cast, people: Any, guests: dict[str, Institution], settings: Any
) -> None:
    staff, chair, clerk = people("staf"), people("ketua"), people("operator")
    found = staff.plans("Rakor Persiapan Rekapitulasi", guests["kpu"], place="Media Center")
    staff.adds_item("Pembukaan", "Ketua KPU")
    staff.adds_item("Sambutan", "Bupati")
    staff.follow("Pilih yang diundang")
    staff.fill(cari="Kapolres")
    staff.press("Cari")
    staff.sees("Kapolres Polres Talang Maju 1")
    staff.misses("Bupati Pemkab")
    staff.invites(found, *(guests[name] for name in ("kpu", "pemkab", "polres", "kejari")))
    _letter(found, staff, chair)
    _answers(found, real_cast, people, leave(settings))
    _at_the_desk(found, clerk, chair)
    _said(found, clerk, chair)
    _papers(found, staff, chair)
    _followed_up(found, people, settings)
    _circular(found, people, settings)
    # A commissioner, and who watches, sees it all on one page.
    people("bawaslu").go(f"/rapat/{found.uuid}/").sees(
        "Bupati", "Wira Nata", "Kapolres Polres Talang Maju 1", "Pewarta Satu", "Pemkab siap membantu.", "Imbauan",
        "ASN dan penyelenggara menjaga netralitas.", "1/PL.01-NOT/9901/", "Diarsip", "Netralitas ASN", "Orang yang hadir 5",
    )  # fmt: skip
    people("anggota").go(f"/rapat/{found.uuid}/jejak/").sees("Rapat dibuka", "Rapat ditutup", "Notulen disahkan")


def _letter(found: Meeting, staff: Person, chair: Person) -> None:
    room = f"/rapat/{found.uuid}/"
    staff.go(room).follow("Buat surat")
    staff.fill(kota="Martapura", nama="Arum Wibisana")
    staff.press("Simpan draf surat")
    assert staff.file(f"{room}surat/pdf/").startswith(b"%PDF")
    chair.go(room).follow("Periksa dan sahkan")
    chair.page.select_option("#klasifikasi", "PL.01")
    chair.press("Sahkan dan beri nomor")
    chair.sees("1/PL.01-Und/9901/")
    staff.go(f"{room}surat/").press("Kirim undangan")
    staff.sees("Tanpa alamat", "1/PL.01-Und/9901/")


def _answers(found: Meeting, cast: Cast, people: Any, letters: list[Any]) -> None:
    """The Bupati sends somebody, out of the letter; the police answers out of the link it was told."""
    phone = people(None)
    phone.go(link_in(letters, "bupati@contoh.id", "/u/")).sees("Media Center", "Yth. Bupati", "Sambutan")
    phone.page.get_by_label("Diwakili", exact=True).check()
    phone.fill(pengganti="Wira Nata", jabatan_pengganti="Sekda")
    phone.press("Kirim jawaban")
    phone.sees("Terima kasih, jawaban Anda tercatat.")
    assert phone.page.locator(".qr svg").count() == 1
    police = Invitee.objects.get(meeting=found, office__title="Kapolres")
    phone = people(None)
    phone.go(door(police))
    phone.page.get_by_label("Hadir", exact=True).check()
    phone.press("Kirim jawaban")
    assert phone.page.locator(".pin b").inner_text() == codes.pin(police.uuid)
    people("staf").go(f"/rapat/{found.uuid}/undangan/?jawaban=diwakili").sees("diwakili Wira Nata, Sekda")


def _at_the_desk(found: Meeting, clerk: Person, chair: Person) -> None:
    """By name, by PIN, by the code of the QR, and without an invitation; then the chair opens."""
    invited = {row.office.title: row for row in Invitee.objects.filter(meeting=found).select_related("office")}
    page = clerk.go(f"/rapat/{found.uuid}/meja/").page
    page.locator("[data-live]").press_sequentially("wira")
    assert page.locator("li[data-text]:visible").count() == 1
    clerk.ticks("Wira Nata")
    by_code = page.locator("form.desk-code")
    for code in (codes.pin(invited["Kapolres"].uuid), codes.code(invited["Kajari"].uuid)):
        page.fill("#kode", code)
        clerk.press("Catat hadir", by_code)
    page.fill("#kode", "000000" if codes.pin(invited["Ketua"].uuid) != "000000" else "111111")
    clerk.press("Catat hadir", by_code)
    assert page.locator("[role=alert], .notice-error").count(), "a wrong PIN is refused with a sentence"
    clerk.ticks("Ketua KPU Talang Maju 1")
    clerk.unfold("Datang tanpa undangan")
    page.fill("#w-nama", "Pewarta Satu")
    page.fill("#w-lembaga", "Radio Talang")
    clerk.press("Catat hadir", page.locator("details.walk"))
    clerk.sees("Pewarta Satu", "Kajari Kejari Talang Maju 1", "Wira Nata")
    assert Attendance.objects.filter(session__meeting=found, is_void=False).count() == 5
    chair.opens(found)
    chair.sees("Rapat berlangsung", "5 orang di dalam sekarang.")


def _said(found: Meeting, clerk: Person, chair: Person) -> None:
    clerk.go(f"/rapat/{found.uuid}/").follow("Catat pembicaraan dan keputusan")
    item = clerk.page.locator("section.notes", has=clerk.page.locator("h2", has_text="Sambutan"))
    clerk.unfold("Catat pembicaraan", item)
    clerk.fill(orang=str(found.guests.get(name="Wira Nata").uuid), isi="Pemkab siap membantu.")
    clerk.press("Simpan pembicaraan", item)
    clerk.unfold("Catat keputusan, kesepakatan, atau imbauan", item)
    clerk.fill(jenis="imbauan", isi="ASN dan penyelenggara menjaga netralitas.")
    clerk.press("Simpan keputusan", item)
    assert Decision.objects.get().kind == "imbauan"
    chair.closes(found)


def _papers(found: Meeting, staff: Person, chair: Person) -> None:
    room = f"/rapat/{found.uuid}/"
    staff.go(room).press("Susun notulen")
    staff.follow("Sunting draf")
    said = staff.page.locator("textarea", has_text="Pemkab siap membantu.").first
    said.fill("Pemkab menyatakan siap membantu.")
    staff.press("Simpan draf")
    assert not staff.page.get_by_role("button", name="Sahkan", exact=True).count(), "not by whoever wrote it"
    chair.go(room).follow("Baca dan sahkan")
    chair.sees("Pemkab menyatakan siap membantu.", "Wira Nata")
    chair.page.select_option("#n-klas", "PL.01")
    chair.press("Sahkan")
    staff.go(room).follow("Buka naskah")
    staff.page.set_input_files("#t-berkas", SCAN | {"buffer": picture(3)})
    staff.press("Unggah")
    assert staff.file(f"{room}naskah/notulen/1/pdf/").startswith(b"%PDF")
    staff.go(room).press("Arsipkan")
    assert Meeting.objects.get(pk=found.pk).state == "diarsip"


def _followed_up(found: Meeting, people: Any, settings: Any) -> None:
    """M4: an instruction, its owner's report from a phone, its acceptance."""
    staff, phone = people("staf"), people(None)
    staff.go(f"/rapat/{found.uuid}/").follow("Buka tindak lanjut", staff.page.locator("[aria-labelledby=h-tl]"))
    assert staff.page.locator("[name=judul]").input_value() == found.title
    owner = staff.page.locator("[name=penanggung] option", has_text="Kepala Dinas: ").get_attribute("value")
    staff.fill(arahan="Petakan titik tanpa sinyal untuk Sirekap.", penanggung=owner, tenggat=str(at(7).date()))
    staff.press("Simpan dan beri tahu")
    phone.go(link_in(leave(settings), "diskominfo@contoh.id", "/t/")).sees("Petakan titik tanpa sinyal")
    phone.fill(teks="Dua belas desa sudah dipetakan.", bukti="Surat 12/KOMINFO")
    phone.page.set_input_files("#lapor-berkas", SCAN | {"name": "peta.jpg", "buffer": picture(2)})
    phone.press("Kirim laporan")
    phone.sees("Terima kasih, sudah tercatat.")
    staff.go(f"/rapat/{found.uuid}/").sees("Petakan titik tanpa sinyal", "Diskominfo")
    staff.go("/tindak-lanjut/?tampil=semua").follow("Petakan titik tanpa sinyal untuk Sirekap.")
    staff.sees("Dua belas desa sudah dipetakan.", "peta.jpg")
    staff.press("Terima, selesai")
    staff.sees("selesai")
    phone.page.reload()
    phone.sees("Tindak lanjut ini selesai.")


def _circular(found: Meeting, people: Any, settings: Any) -> None:
    """M8: the appeal becomes a letter that says it came."""
    staff, chair, phone = people("staf"), people("ketua"), people(None)
    staff.go(f"/rapat/{found.uuid}/").follow("Buat edaran")
    staff.fill(jenis="imbauan", tentang="Netralitas ASN")
    staff.press("Susun draf")
    group = staff.page.locator("fieldset", has=staff.page.locator("legend", has_text="Diskominfo"))
    group.get_by_label("Kepala Dinas").check()
    staff.press("Tambah penerima")
    row = Circular.objects.get()
    chair.go(row.get_absolute_url()).page.select_option("#n-klas", "PL.01")
    chair.press("Sahkan")
    staff.go(row.get_absolute_url()).press("Kirim edaran")
    phone.go(link_in(leave(settings), "diskominfo@contoh.id", "/rapat/e/"))
    phone.sees("ASN dan penyelenggara menjaga netralitas.", "1/PL.01-SE/9901/")
    phone.press("Nyatakan sudah diterima")
    phone.sees("Penerimaan tercatat")
    staff.go(row.get_absolute_url()).sees("1 dari 1 menyatakan terima")
    staff.go("/rapat/edaran/").sees("Netralitas ASN")


def test_m3_an_audiensi_shows_both_delegations(real_cast: Cast, people: Any) -> None:
    commission = kpu(real_cast)
    government = institution(real_cast, "Pemkab Talang Maju", "Bupati", "Asisten 1")
    heads = [institution(real_cast, name, "Kepala") for name in ("Kesbangpol", "BPKAD", "Diskominfo", "Inspektorat")]
    staff, chair = people("staf"), people("ketua")
    found = staff.plans("Audiensi dengan Bupati", government, kind="audiensi", place="Rumah dinas")
    staff.invites(found, government, *heads, side="tuan_rumah")
    staff.invites(found, commission, side="tamu")
    staff.says_invited(found)
    people("anggota").go(f"/rapat/{found.uuid}/").sees(
        "Delegasi tuan rumah", "Delegasi tamu", "Bupati Pemkab Talang Maju 1", "Kepala Diskominfo 1",
        *(f"Anggota KPU Talang Maju {number}" for number in range(1, 5)), "Sekretaris KPU Talang Maju 1",
    )  # fmt: skip
    clerk = people("operator")
    clerk.go(f"/rapat/{found.uuid}/meja/").ticks("Bupati Pemkab", "Kepala Diskominfo", "Ketua KPU Talang Maju 1")
    chair.opens(found)
    chair.closes(found)
    people("anggota").go(f"/rapat/{found.uuid}/").sees("3 orang datang")


def test_m6_m7_rakors_of_a_ppk_and_of_others(real_cast: Cast, people: Any) -> None:
    ppk = kpu(real_cast, HULU, "PPK Hulu")
    district = institution(real_cast, "Kecamatan Hulu", "Camat", "Kapolsek", "Danramil", region=HULU)
    secretariat, chair, staff = people("sekretariat-hulu"), people("ketua-hulu"), people("staf")
    found = secretariat.plans("Rakor Kecamatan", ppk, region=HULU, place="Kantor Camat")
    secretariat.invites(found, ppk, district)
    secretariat.says_invited(found)
    room, when = f"/rapat/{found.uuid}/", at(5).date()
    staff.go("/rapat/?tampil=semua").follow("Rakor Kecamatan")
    staff.sees("Kantor Camat", "Camat Kecamatan Hulu 1")
    staff.go(f"/kalender/?tampil=agenda&hari={when}").sees("Rakor Kecamatan")
    for who in ("ketua-hilir", "tetangga"):
        people(who).go(room, status=404)
        people(who).go(f"/kalender/?tampil=agenda&hari={when}").misses("Rakor Kecamatan")
    chair.opens(found)
    chair.closes(found)
    staff.go(room).sees("Selesai")
    # The government holds one; the press comes with as many as it likes.
    government = institution(real_cast, "Pemkab Talang Maju", "Bupati")
    elders = institution(real_cast, "Majelis Adat", "Ketua Adat", kind="masyarakat")
    press = institution(real_cast, "Radio Talang", holders=False, kind="media")
    theirs = staff.plans("Rakor Forkopimda", government, place="Pendopo", starts=at(6), ends=at(6, 12))
    staff.invites(theirs, government, elders, kpu(real_cast))
    staff.page.locator(f"input[name=lembaga][value='{press.pk}']").check()
    staff.page.fill("#p-orang", "3")
    staff.press(re.compile("^Undang yang dicentang"))
    staff.sees("Radio Talang", "3 orang", "Ketua Majelis Adat 1")
    staff.says_invited(theirs)
    page = staff.go(f"/rapat/{theirs.uuid}/meja/").page
    row = page.locator("li[data-text]", has_text="Radio Talang").first
    row.locator("input[name=nama]").fill("Pewarta Dua")
    staff.press("Hadir", row)
    staff.sees("Pewarta Dua")
    staff.go("/direktori/?cari=Majelis").sees("Majelis Adat")


def test_m5_the_coverage_of_a_bimtek(real_cast: Cast, people: Any) -> None:
    commission = kpu(real_cast)
    staff, chair = people("staf"), people("ketua")
    found = staff.plans("Bimtek KPPS", commission, kind="bimtek")
    staff.invites(found, commission)
    staff.says_invited(found)
    chair.opens(found)
    staff.go(f"/rapat/{found.uuid}/").follow("Catat peserta")
    staff.page.locator(f"a[href='?desa={PASAR}']").click()
    staff.page.locator(f"input[name=jumlah-{TPS_1}][value='7']").check(force=True)
    staff.page.locator(f"input[name=jumlah-{TPS_2}][value='3']").check(force=True)
    staff.press("Simpan desa ini")
    assert staff.page.locator(f"input[name=jumlah-{TPS_2}]:checked").input_value() == "3"
    chair.go(f"/rapat/{found.uuid}/").follow("Cakupan bimtek")
    chair.sees("TPS lengkap terlatih", "10 dari ")
    chair.go(f"/rapat/pelatihan/talang/?wilayah={PASAR}&daftar=sebagian")
    rows = chair.page.locator("[aria-labelledby=h-kurang] tbody tr")
    assert rows.count() == 1, "one TPS still lacks members"
    assert re.search(r"TPS 0*2\b", rows.inner_text())
    chair.go(f"/rapat/{found.uuid}/pelatihan/?desa={PASAR}").press("Terbitkan sertifikat desa ini")
    assert chair.file(f"/rapat/{found.uuid}/pelatihan/sertifikat/{TPS_1}/").startswith(b"%PDF")


def test_m2_a_pleno_over_three_days(real_cast: Cast, people: Any) -> None:
    from playwright.sync_api import expect

    commission = kpu(real_cast)
    staff, chair, clerk = people("staf"), people("ketua"), people("operator")
    found = staff.plans("Pleno Rekapitulasi", commission, kind="pleno_terbuka", place="Aula Parai Tani", starts=at(12),
                        ends=at(12, 17))  # fmt: skip
    room = f"/rapat/{found.uuid}/"
    for number in (2, 3):
        staff.page.fill("#baru-judul_sesi", f"Hari ke-{number}")
        staff.page.fill("#baru-mulai", shown_moment(at(11 + number)))
        staff.page.fill("#baru-selesai", shown_moment(at(11 + number, 17)))
        staff.press("Tambahkan sesi")
    staff.adds_item("Kecamatan Hulu", number=1)
    staff.adds_item("Kecamatan Hilir", number=2)
    staff.invites(found, commission)
    staff.says_invited(found)
    people("bawaslu").go(room)
    for number, kecamatan in ((1, "Hulu"), (2, "Hilir")):
        rundown = people("bawaslu").page.locator(f"[aria-labelledby=h-sesi-{number}]")
        expect(rundown).to_contain_text(f"Kecamatan {kecamatan}")
    clerk.go(f"{room}meja/").ticks("Ketua KPU", "Anggota KPU Talang Maju 1", "Anggota KPU Talang Maju 2")
    chair.go(room)
    chair.sees("Belum kuorum")
    assert not chair.page.get_by_role("button", name="Buka sesi 1").count()
    clerk.ticks("Anggota KPU Talang Maju 3")
    chair.opens(found, "Buka sesi 1")
    chair.unfold("Skors rapat")
    chair.fill(sampai=shown_moment(timezone.now() + timedelta(hours=1)), alasan="Salat zuhur")
    chair.press("Skors")
    expect(chair.page.locator("[data-until]")).to_have_text(re.compile(r"^(59\.\d\d|1\.00\.00)$"))
    chair.sees("Rapat diskors", "Salat zuhur")
    chair.press("Cabut skors")
    chair.unfold("Tutup")
    chair.press("Tutup sesi 1")
    chair.sees("Diskors sampai sesi berikutnya")
    clerk.go(f"{room}meja/").ticks("Ketua KPU", *(f"Anggota KPU Talang Maju {n}" for n in (1, 2, 4)))
    chair.opens(found, "Buka sesi 2")
    chair.unfold("Tutup")
    chair.page.locator("#t-alasan").fill("Semua kecamatan sudah dibacakan.")
    chair.press("Tutup seluruh rapat")
    people("bawaslu").go(f"{room}jejak/").sees("Sesi 1 dibuka", "Salat zuhur", "Sesi 2 dibuka", "Rapat ditutup")
    assert Attendance.objects.filter(session=day(found, 0)).count() == 4


def test_t1_t2_one_calendar_of_stages_and_meetings_with_its_clashes(real_cast: Cast, people: Any) -> None:
    cast, staff = real_cast, people("staf")
    actor, commission = cast.actor("staf"), kpu(cast)
    hall = directory.add_venue(
        name="Aula Parai Tani", region=Region.objects.get(pk=KABUPATEN), institution=commission, actor=actor
    )
    car = directory.add_vehicle(commission, plate="DA 1234 XY", name="Mobil boks", actor=actor)
    staff.go("/kalender/").press("Muat tahapan")
    phase = elections.load_phases(cast.election, actor)[0]
    elections.plan_phase(phase, start=at(4).date(), end=at(6).date(), reason="Jadwal kantor", actor=actor)
    first = meeting(cast, commission, title="Rakor pertama")
    invite(first, commission, actor=actor)
    actions.invite_meeting(first, actor=actor)
    second = staff.plans("Rakor kedua", commission)
    for found in (first, second):
        staff.go(f"/rapat/{found.uuid}/pemesanan/").page.locator(f"input[name=tempat][value='{hall.pk}']").check()
        staff.page.locator(f"input[name=kendaraan][value='{car.pk}']").check()
        staff.page.locator("label", has_text="Sekretaris").locator("input[name=jabatan]").check()
        busy = staff.page.locator("label.tick small.late")
        assert busy.count() == (3 if found == second else 0), "hall, vehicle and person are told before they are booked"
        staff.press("Simpan pemesanan")
    staff.sees("Rakor pertama", "Alasan menerima tabrakan")
    assert not Booking.objects.active().filter(subject=second.subject).exists(), "nothing is booked unasked"
    staff.page.fill("#b-alasan", "Dibagi dua dengan sekat.")
    staff.press("Simpan pemesanan")
    staff.sees("Pemesanan tersimpan.")
    month = f"{at(5):%Y-%m}"
    for view in ("bulan", "agenda", "gantt", "pekan"):
        staff.go(f"/kalender/?tampil={view}&bulan={month}&hari={at(5).date()}")
        if view != "gantt":
            staff.sees("Rakor pertama", "Rakor kedua", "bertabrakan")
        assert staff.page.locator(f"a[href*='/kalender/tahapan/{phase.uuid}/']").count(), view
    staff.go("/kalender/langganan/").press("Buat alamat")
    address = staff.page.locator("#l-alamat").input_value()
    feed = people(None).page.context.request.get(address)
    assert feed.status == 200
    events = {event.summary.value for event in vobject.readOne(feed.text()).vevent_list}
    assert {"Rakor pertama", "Rakor kedua"} <= events
    assert any(phase.title in title for title in events)
