"""One page as everybody: what differs is photographed, at both widths, light, dark and on paper, and judged."""

import hashlib
import os
import re
from dataclasses import dataclass, field
from io import BytesIO
from multiprocessing import util
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from tests.pictures.eye import AGAIN, FIRST, Eye, Fault, context_of, speak
from tests.pictures.pages import PROJECTOR, Page

PHONE, LAPTOP = 360, 1280
# So many printed pages stand in a picture.
LEAVES = 3
REFUSED = ("administrasi", "tidak-ada")
# What every account or every minute changes on a page that is the same.
NOISE = re.compile(
    r'value="[A-Za-z0-9]{64}"|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|\d{1,2}[.:]\d{2}([.:]\d{2})?|\d+ (menit|detik)'
)


def _stop(browser: Any, driver: Any) -> None:
    browser.close()
    driver.stop()


@dataclass(frozen=True)
class Wanted:
    """What a run is asked for."""

    out: Path
    origin: str
    demo: str
    schemes: tuple[str, ...] = ("light", "dark", "cetak")
    people: tuple[str | None, ...] = ()
    is_everybody: bool = False


@dataclass
class Found:
    """What became of one page: status by person, pictures, and faults with the place where they are."""

    page: Page
    statuses: dict[str | None, int] = field(default_factory=dict)
    like: dict[str | None, str | None] = field(default_factory=dict)
    pictures: list[Path] = field(default_factory=list)
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    heaviest: tuple[int, int, int] = (0, 0, 0)


class Photographer:
    """A process with a browser of its own, and the door to the database beside it."""

    def __init__(self, wanted: Wanted, executable: str) -> None:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        from playwright.sync_api import sync_playwright

        from tests.pictures.eye import QUIET
        from tests.pictures.language import data_of_the_database

        self.wanted = wanted
        self._driver = sync_playwright().start()
        self.browser = self._driver.chromium.launch(executable_path=executable, args=QUIET)
        self.data = data_of_the_database()
        self.clients: dict[str | None, Any] = {}
        self.stop = util.Finalize(self, _stop, (self.browser, self._driver), exitpriority=10)

    def client(self, who: str | None) -> Any:
        from django.test import Client

        from electcoord.accounts.models import User

        if who not in self.clients:
            client = Client(headers={"host": self.wanted.origin.removeprefix("http://")})
            if who:
                client.force_login(User.objects.get(username=who), "electcoord.accounts.backends.RoleBackend")
            self.clients[who] = client
        return self.clients[who]

    def session(self, who: str | None) -> tuple[str, str] | None:
        from django.conf import settings

        cookie = self.client(who).cookies.get(settings.SESSION_COOKIE_NAME)
        return (cookie.key, cookie.value) if cookie else None

    def ask(self, who: str | None, page: Page) -> tuple[int, str]:
        """Status, and what tells this page from others; nothing that the request wrote stays."""
        from django.db import transaction
        from django.test.utils import override_settings

        client = self.client(who)
        with transaction.atomic(), override_settings(DEBUG=page.is_demo):
            response = client.get(page.url)
            transaction.set_rollback(True)
        text = response.content.decode(errors="replace") if not response.streaming else ""
        main = text.partition("<main")[2].partition("</main>")[0] or text
        if who:
            from electcoord.accounts.models import User

            main = main.replace(User.objects.get(username=who).name, "NAMA")
        return response.status_code, hashlib.sha256(NOISE.sub("", main).encode()).hexdigest()

    def everybody(self, page: Page) -> Found:
        found, seen = Found(page), {}
        if not page.url:
            found.faults.append((page.route, Fault("status", "kabupaten SIMULASI tidak punya isi untuk halaman ini")))
            return found
        for who in self.wanted.people:
            self._free(page)
            status, main = self.ask(who, page)
            found.statuses[who] = status
            if status >= 500 or (status not in (200, 302, 403, 404) and status not in page.status):
                found.faults.append((f"{who} {page.url}", Fault("status", str(status))))
            if (status in (302, 403, 404) and page.name not in REFUSED) or status == 302:
                continue
            # The frame differs by role: Beranda shows it as everybody.
            if main in seen and page.route != "office:home":
                found.like[who] = seen[main]
                continue
            seen[main] = who
            self.one(found, page, who)
        if self.wanted.is_everybody and not set(page.status) & set(found.statuses.values()):
            found.faults.append((page.url, Fault("status", f"tidak seorang pun mendapat {page.status}")))
        return found

    def one(self, found: Found, page: Page, who: str | None) -> None:
        widths = (PHONE, LAPTOP, PROJECTOR) if page.is_projected else (PHONE, LAPTOP)
        for width in widths:
            origin = self.wanted.demo if page.is_demo else self.wanted.origin
            context = context_of(self.browser, origin, width, session=self.session(who))
            eye = Eye(context, origin, width)
            try:
                faults = self._visit(found, eye, page, who)
            except Exception as error:  # a page that never answers must not hide what the others say
                faults = [Fault("peramban", str(error).splitlines()[0])]
            finally:
                eye.close()
            place = f"{page.name} sebagai {who or 'tamu'} pada {width}: {page.url}"
            found.faults += [(place, fault) for fault in dict.fromkeys(faults)]

    def _visit(self, found: Found, eye: Eye, page: Page, who: str | None) -> list[Fault]:
        """Everything about one page at one width: pictures first, for looking moves the focus about."""
        self._free(page)
        faults = (
            [] if eye.open(page.url) == found.statuses[who] else [Fault("status", f"peramban tiba di {eye.page.url}")]
        )
        # With DEBUG on nothing is compressed.
        faults += eye.weigh(FIRST) if eye.width == PHONE and not page.is_demo else []
        first, requests = eye.weight.bytes, eye.weight.requests
        for scheme in self.wanted.schemes:
            if scheme != "cetak":
                eye.picture(self._keep(found, page, who, eye.width, scheme), scheme, is_window=page.is_window)
        if eye.width == LAPTOP and "dark" in self.wanted.schemes:
            eye.page.emulate_media(color_scheme="dark")
            faults += [Fault(f.kind, f"gelap: {f.text}", f.serious) for f in eye.axe("color-contrast")]
        eye.page.emulate_media(color_scheme="light")
        if eye.width == LAPTOP and "cetak" in self.wanted.schemes:
            self._print(eye, self._keep(found, page, who, eye.width, "cetak"))
        if eye.width == LAPTOP:
            faults += eye.axe()
        elif eye.width == PHONE:
            faults += eye.axe("target-size", "scrollable-region-focusable", "color-contrast")
        seen, texts = eye.look()
        faults += seen + self._left(texts, "id")
        speak(eye.context, eye.origin, "en")
        self._free(page)
        eye.open(page.url)
        seen, texts = eye.look()
        faults += [Fault(f.kind, f"Inggris: {f.text}", f.serious) for f in seen if f not in faults]
        faults += self._left(texts, "en")
        if eye.width == LAPTOP:
            speak(eye.context, eye.origin, "id")
            self._free(page)
            eye.open(page.url)
            faults += eye.weigh(AGAIN) if not page.is_demo else []
            found.heaviest = max(found.heaviest, (found.heaviest[0], eye.weight.bytes, requests))
        else:
            found.heaviest = max(found.heaviest, (first, found.heaviest[1], requests))
        return faults

    def _left(self, texts: list[str], language: str) -> list[Fault]:
        from tests.pictures.language import leftovers

        return [Fault("bahasa", f"{language}: {text[:120]}") for text in leftovers(texts, language, self.data)]

    def _free(self, page: Page) -> None:
        """Nobody is at work on a sheet when the next one opens it."""
        from recap.models import Lease

        if page.route in ("recap:entry", "recap:settle", "recap:desk"):
            Lease.objects.all().delete()

    def _keep(self, found: Found, page: Page, who: str | None, width: int, scheme: str) -> Path:
        file = self.wanted.out / f"{who or 'tamu'}-{page.name}-{width}-{scheme}.png"
        found.pictures.append(file)
        return file

    def _print(self, eye: Eye, file: Path) -> None:
        """The first leaves of what the printer gets, side by side."""
        document = pypdfium2.PdfDocument(eye.page.pdf(format="A4"))
        leaves = [document[n].render(scale=1.2).to_pil() for n in range(min(LEAVES, len(document)))]
        sheet = Image.new("RGB", (sum(leaf.width + 8 for leaf in leaves), leaves[0].height), "#888")
        for number, leaf in enumerate(leaves):
            sheet.paste(leaf, (number * (leaf.width + 8), 0))
        target = BytesIO()
        sheet.save(target, "PNG")
        file.write_bytes(target.getvalue())
