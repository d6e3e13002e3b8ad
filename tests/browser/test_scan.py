"""Hand-overs with telephones in the browser: straight to the kelurahan (L1), back to the PPK (L2), without a network.

A telephone is a browser context of its own; the server is really stopped while they scan.
"""

import io
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
import segno
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test import Client
from django.test.testcases import LiveServerThread
from PIL import Image
from pytest_django.live_server_helper import LiveServer

from electcoord.ledger.verification import verify
from electcoord.papers import qr
from electcoord.papers.models import Attachment
from logistics.actions import Seen, Statement, attach_seals, confirm, make_boxes, pack
from logistics.models import Confirmation, Container, Custody, Handover, Holder, Side
from tests.browser.conftest import CHROMIUM
from tests.cast import HULU, SUMBER, TPS_1, TPS_2, Cast
from tests.logistics.ground import holder, prepare
from tests.logistics.test_custody import NOON
from tests.photos import picture

pytestmark = [pytest.mark.browser, pytest.mark.once]
SCAN = "/logistik/talang/pindai/"
BOX, OTHER_BOX = f"{TPS_1}-PPWP", f"{TPS_2}-PPWP"
LISTEN = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`kebijakan isi menolak ${event.violatedDirective} ${event.blockedURI}`));"""
# What a browser says where the test took the network or the session away.
EXPECTED = ("ERR_CONNECTION", "ERR_INTERNET", "Failed to fetch", "status of 422", "status of 404",
            "Cross-Origin-Opener-Policy")  # fmt: skip


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


class Server:
    """The product on one address, to be stopped and started again."""

    def __init__(self) -> None:
        # Not of the range from which the machine takes ports: while it is free, a browser that knocks there would get it.
        self.port = next(port for port in Random().sample(range(18000, 28000), 50) if _is_free(port))
        self.url = f"http://localhost:{self.port}"
        self.running: LiveServer | None = None

    def start(self) -> "Server":
        self.running = LiveServer(f"localhost:{self.port}")
        return self

    def stop(self) -> None:
        if self.running:
            self.running.stop()
            self.running = None


class Mortal(ThreadedWSGIServer):
    """A server that takes its open connections with it, as a process that ends does."""

    def __init__(self, *args: Any, **named: Any) -> None:
        self.taken: list[socket.socket] = []
        # Django's own would wait until the machine has forgotten the connections of the server before it.
        super().__init__(*args, **named | {"allow_reuse_address": True})

    def process_request(self, request: Any, client_address: Any) -> None:
        self.taken.append(request)
        super().process_request(request, client_address)

    def server_close(self) -> None:
        super().server_close()
        for one in self.taken:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def server(transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setattr(LiveServerThread, "server_class", Mortal)
    made = Server().start()
    yield made
    made.stop()


class Phone:
    """A telephone of somebody; `wrong` collects what its browser complains of."""

    def __init__(self, browser: Any, server: Server, wrong: list[str], **options: Any) -> None:
        self.server = server
        self.context = browser.new_context(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True,
                                           locale="id-ID", **options)  # fmt: skip
        self.context.add_init_script(LISTEN)
        self.page = self.context.new_page()
        self.page.set_default_timeout(15000)
        self.page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: wrong.append(str(error)))

    def sign_in(self, user: Any) -> "Phone":
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.server.url}])
        return self

    def open(self, query: str = "", *, is_ready: bool = True) -> "Phone":
        self.page.goto(f"{self.server.url}{SCAN}{query}")
        if is_ready:
            self.page.get_by_text("Siap tanpa jaringan").wait_for()
        return self

    def chooses(self, name: str, text: str) -> None:
        self.page.locator(f"#cari-{name}").fill(text)
        self.page.locator(f"[data-end={name}] .scan-choices button").first.click()

    def presses(self, name: str) -> None:
        self.page.locator(".scan").get_by_role("button", name=name).locator("visible=true").first.click()

    def scans(self, *codes: str) -> None:
        """With a hand scanner: it types, and ends each code with Enter."""
        for code in codes:
            self.page.keyboard.type(code)
            self.page.keyboard.press("Enter")

    @property
    def count(self) -> str:
        return self.page.locator("[data-count]").text_content()

    def tells(self, count: int) -> None:
        assert self.count == str(count)
        self.presses("Selesai memindai")
        self.presses("Nyatakan")

    def sees(self, text: str) -> None:
        try:
            self.page.locator(".scan").get_by_text(text).locator("visible=true").first.wait_for()
        except Exception as error:
            raise AssertionError(f"{text!r} tidak ada pada: {self.page.locator('.scan').inner_text()}") from error

    def starts(self, giver: str, receiver: str, side: str = "") -> None:
        self.chooses("dari", giver)
        self.chooses("ke", receiver)
        if side:
            self.presses(side)
        self.presses("Mulai memindai")
        self.sees("kotak pada pemberi")


@pytest.fixture
def phone(browser: Any, server: Server, real_cast: Cast) -> Iterator[Callable[..., Phone]]:
    wrong: list[str] = []
    made: list[Phone] = []

    def of(username: str, own: Any = None, **options: Any) -> Phone:
        made.append(Phone(own or browser, server, wrong, **options).sign_in(real_cast[username]))
        return made[-1]

    yield of
    for one in made:
        one.context.close()
    assert [text for text in wrong if not any(known in text for known in EXPECTED)] == []


@pytest.fixture
def store(real_cast: Cast) -> Holder:
    made = prepare(real_cast)
    make_boxes(real_cast.election, made, real_cast.actor("staf"))
    box = Container.objects.get(code=f"{SUMBER}001-PPWP")
    pack([box], real_cast.actor("staf"))
    attach_seals(box, ["A-1", "A-2"], actor=real_cast.actor("staf"))
    return made


def boxes(region: str) -> list[str]:
    return list(Container.objects.filter(code__startswith=region).order_by("code").values_list("code", flat=True))


def test_straight_to_the_kelurahan_with_one_telephone_offline(
    real_cast: Cast, server: Server, phone: Callable[..., Phone], store: Holder
) -> None:
    """L1: the PPK is skipped. The receiver joins by the QR on the giver's telephone while the server is away."""
    codes = boxes(SUMBER)
    giver, receiver = phone("gudang").open(), phone("pps-sumber").open()
    # What the receiver takes along comes with the page, before anybody knows who gives what.
    receiver.page.locator("[data-taken]").wait_for(state="attached")
    giver.starts("Gudang", f"pps:{SUMBER}")
    server.stop()
    giver.scans(*codes, f"{SUMBER}001-ppwp")
    giver.sees("Sudah dipindai")
    giver.sees("Segel menurut data: A-1, A-2")
    assert giver.count == str(len(codes))
    giver.tells(len(codes))
    giver.sees("menunggu jaringan")
    link = _shown_link(giver)
    # A telephone that is switched on again has the page, the draft and the queue without a server.
    receiver.page.reload()
    receiver.presses("Pindai QR dari")
    receiver.scans(link)
    receiver.sees("Anda menyatakan sebagai penerima")
    receiver.scans(*codes[:2], "BUKAN-KOTAK-1")
    receiver.sees("Tidak ada dalam daftar pemberi")
    receiver.page.get_by_text("Tidak ikut atau salah pindai").click()
    receiver.presses("Buang dari daftar ini")
    receiver.page.locator("[data-count]", has_text="2").wait_for()
    receiver.page.wait_for_timeout(200)
    receiver.page.reload()
    receiver.page.locator("[data-count]", has_text="2").wait_for()  # the draft outlives the page
    receiver.scans(*codes[2:])
    receiver.tells(len(codes))
    receiver.sees("menunggu jaringan")
    assert not Handover.objects.exists()
    server.start()
    for one in (giver, receiver):
        one.page.evaluate("dispatchEvent(new Event('online'))")
    giver.sees("terkirim")
    receiver.sees("terkirim")
    receiver.sees(f"{len(codes)} kotak berpindah, tanpa selisih.")
    pps = holder(f"pps:{SUMBER}", real_cast.election)
    assert {row.holder for row in Container.objects.filter(code__in=codes).select_related("holder")} == {pps}
    assert (Handover.objects.count(), Confirmation.objects.count(), Custody.objects.count()) == (1, 2, len(codes))
    assert verify()[0] is None


def _shown_link(phone: Phone) -> str:
    """What the QR on the telephone says, read by the decoder of the page from its pixels."""
    return phone.page.evaluate("""async () => {
      const { decodeQR } = await import(new URL("/static/vendor/qr/decode.js", location.href));
      const canvas = document.querySelector("[data-share] canvas");
      return decodeQR(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height), { timeLimit: 2000 });
    }""")


def test_back_to_the_ppk_both_sides_on_one_telephone(
    real_cast: Cast, server: Server, phone: Callable[..., Phone], store: Holder
) -> None:
    """L2: after the count the KPPS gives back to the PPK, whose telephone both use; photo and place go along."""
    election, staff = real_cast.election, real_cast.actor("staf")
    kpps, ppk = holder(f"kpps:{TPS_1}", election), holder(f"ppk:{HULU}", election)
    codes = boxes(TPS_1)
    for giver, receiver in ((store, ppk), (ppk, kpps)):
        uuid = uuid4()
        for side in Side:
            told = Statement(uuid, side, giver, receiver, tuple(Seen(code) for code in codes), NOON)
            confirm(told, key=uuid4(), actor=staff)
    lent = phone("sekretariat-hulu", geolocation={"latitude": -2.5, "longitude": 104.25}, permissions=["geolocation"])
    lent.open()
    # Both are of its kecamatan, so it says which side it is.
    lent.starts(f"kpps:{TPS_1}", f"ppk:{HULU}", "Penerima")
    server.stop()
    lent.scans(*codes)
    lent.presses("Rusak")
    lent.page.fill("#nomor-segel", "b-7")
    lent.page.locator("#nomor-segel").blur()
    lent.presses("Selesai memindai")
    lent.sees("Segel bermasalah")
    lent.page.set_input_files("[data-photo]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture(3)})
    lent.page.locator(".scan-photos canvas").wait_for()
    lent.presses("Sertakan lokasi")
    lent.sees("Lokasi: -2.500000, 104.250000")
    lent.presses("Nyatakan")
    lent.presses("Pihak lain menyatakan di telepon ini")
    lent.scans(*codes)
    lent.presses("Selesai memindai")
    lent.presses("Nyatakan")
    lent.sees("Isi nama dan jabatan yang menyatakan.")
    lent.page.fill("#nama-pihak", "Sari Uji")
    lent.page.fill("#jabatan-pihak", "Ketua KPPS")
    lent.presses("Nyatakan")
    lent.sees("2 menunggu dikirim, 1 foto menunggu.")
    server.start()
    lent.page.evaluate("dispatchEvent(new Event('online'))")
    lent.sees("0 menunggu dikirim, 0 foto menunggu.")
    lent.sees("1 berselisih")
    assert lent.page.locator("[data-wrong] li").count() == 1
    own = Confirmation.objects.get(latitude__isnull=False)
    assert (own.side, own.latitude, own.longitude) == (Side.PENERIMA, -2_500_000, 104_250_000)
    assert "B-7" in own.lines
    assert Confirmation.objects.get(side=Side.PEMBERI, name="Sari Uji").office == "Ketua KPPS"
    assert Attachment.objects.count() == 1
    assert {row.holder for row in Container.objects.filter(code__in=codes).select_related("holder")} == {ppk}
    lent.page.get_by_role("link", name="Buka serah terima").click()
    lent.page.locator(".handover-photos img").wait_for()
    assert "-2.500000, 104.250000" in lent.page.locator("body").text_content()


def test_a_refused_statement_stays_and_can_be_mended_and_a_strange_account_does_not_send_it(
    real_cast: Cast, server: Server, phone: Callable[..., Phone], store: Holder
) -> None:
    one = phone("gudang").open()
    one.starts("Gudang", f"ppk:{HULU}")
    one.scans(BOX, "TAK-ADA-1")
    one.tells(2)
    one.sees("Tidak ada kotak dengan kode TAK-ADA-1")
    one.presses("Perbaiki")
    one.page.locator(".scan-list button", has_text="TAK-ADA-1").click()
    one.page.get_by_text("Tidak ikut atau salah pindai").click()
    one.presses("Buang dari daftar ini")
    # Somebody else signs in before it is sent.
    one.sign_in(real_cast["sekretariat-hulu"])
    one.tells(1)
    one.sees("Dikirim begitu Gudang masuk lagi")
    assert not Handover.objects.exists()
    # The session ends: the queue stays and asks for it.
    one.context.clear_cookies()
    one.page.evaluate("dispatchEvent(new Event('online'))")
    one.sees("Masuk lagi")
    one.sign_in(real_cast["gudang"])
    one.page.evaluate("dispatchEvent(new Event('online'))")
    one.sees("terkirim")
    assert Confirmation.objects.get().handover.lines.count() == 1
    assert one.page.locator(".scan-queue li").count() == 1


def test_two_telephones_that_tell_the_same_at_once_count_once(
    real_cast: Cast, server: Server, phone: Callable[..., Phone], store: Holder
) -> None:
    uuid = uuid4()
    query = f"?serah={uuid}&dari={store.key}&ke=ppk:{HULU}&pihak="
    ppk = [phone("sekretariat-hulu").open(f"{query}penerima"), phone("sekretariat-hulu-2").open(f"{query}penerima")]
    giver = phone("gudang").open(f"{query}pemberi")
    for one in (giver, *ppk):
        one.sees("kotak pada pemberi")
    server.stop()
    for one in (giver, *ppk):
        one.scans(BOX, OTHER_BOX)
        one.tells(2)
        one.sees("menunggu jaringan")
    server.start()
    for one in (*ppk, giver):
        one.page.evaluate("dispatchEvent(new Event('online'))")
    for one in (*ppk, giver):
        one.sees("terkirim")
    giver.sees("2 kotak berpindah, tanpa selisih.")
    assert (Confirmation.objects.count(), Custody.objects.count()) == (2, 2)


def raster(text: str, side: int = 480) -> Image.Image:
    """The label's QR, exactly the modules that papers.qr draws, on a grey ground as a camera sees it."""
    assert qr.svg(text)
    code = segno.make_qr(text, error="m", boost_error=False)
    target = io.BytesIO()
    code.save(target, kind="png", scale=8, border=2)
    label = Image.open(target).convert("L").resize((side * 2 // 3, side * 2 // 3), Image.Resampling.NEAREST)
    ground = Image.new("L", (side * 4 // 3, side), 150)
    ground.paste(label, ((ground.width - label.width) // 2, (ground.height - label.height) // 2))
    return ground


def video(path: Path, texts: list[str]) -> Path:
    """A film for Chromium's false camera: the first label for a second, the last long enough to forget the first."""
    pictures = [raster(text) for text in texts]
    width, height = pictures[0].size
    blank = b"\x80" * (width * height // 2)
    with path.open("wb") as film:
        film.write(b"YUV4MPEG2 W%d H%d F5:1 Ip A1:1 C420jpeg\n" % (width, height))
        for image, frames in zip(pictures, (5, 16), strict=True):
            film.write((b"FRAME\n" + image.tobytes() + blank) * frames)
    return path


@pytest.fixture
def filmed(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """A browser whose camera sees the labels of two boxes."""
    film = video(tmp_path / "kotak.y4m", [BOX, OTHER_BOX])
    chromium = browser.browser_type.launch(
        executable_path=CHROMIUM,
        args=["--no-sandbox", "--disable-quic", "--disable-background-networking", "--use-fake-ui-for-media-stream",
              "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"],
    )  # fmt: skip
    yield chromium
    chromium.close()


def test_the_camera_reads_labels_one_after_the_other_without_a_tap(
    filmed: Any, server: Server, phone: Callable[..., Phone], store: Holder
) -> None:
    one = phone("gudang", filmed).open(f"?dari={store.key}&ke=ppk:{HULU}")
    one.presses("Mulai memindai")
    one.presses("Buka kamera")
    one.page.locator("[data-count]", has_text="2").wait_for()
    # The film runs in circles: what was scanned is said, never counted twice.
    one.sees("Sudah dipindai")
    one.tells(2)
    one.sees("terkirim")
    assert json.loads(Confirmation.objects.get().lines)[0][:2] == [BOX, 0]


def test_without_a_secure_connection_a_photo_is_read_and_the_page_says_not_to_close_it(
    browser: Any, server: Server, phone: Callable[..., Phone], store: Holder
) -> None:
    own = browser.browser_type.launch(
        executable_path=CHROMIUM,
        args=["--no-sandbox", "--disable-quic", "--disable-background-networking",
              "--host-resolver-rules=MAP kantor.lan 127.0.0.1"],
    )  # fmt: skip
    server.url = server.url.replace("localhost", "kantor.lan")
    one = phone("gudang", own).open(f"?dari={store.key}&ke=ppk:{HULU}", is_ready=False)
    one.sees("jangan tutup halaman ini sebelum terkirim")
    one.presses("Mulai memindai")
    label = io.BytesIO()
    raster(BOX, 900).rotate(7, fillcolor=150).save(label, "JPEG", quality=60)
    one.page.set_input_files("[data-shot]", {"name": "k.jpg", "mimeType": "image/jpeg", "buffer": label.getvalue()})
    one.page.locator("[data-count]", has_text="1").wait_for()
    one.page.set_input_files("[data-shot]", {"name": "k.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    one.sees("Tidak ada kode yang terbaca di foto ini")
    one.tells(1)
    one.sees("terkirim")
    assert Confirmation.objects.count() == 1
    one.context.close()
    own.close()
