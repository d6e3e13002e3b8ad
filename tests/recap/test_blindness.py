"""Law 7 on every page there is: whoever may still be handed a sheet finds nothing of what was read of it before."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, reverse
from django.urls.converters import SlugConverter, UUIDConverter

from electcoord.ledger.models import Entry
from electcoord.regions.converters import TpsConverter
from recap import aggregate
from recap.actions import enter_reading, propose_correction
from recap.actions.corrections import Proposal
from recap.actions.imports import keep_upload
from recap.ballot import ballot_of
from recap.boxes import codes_of
from recap.fields import CODES
from recap.models import CorrectionReason, Lease, Sheet, SheetVersion, VersionKind
from recap.reading import Figure, Reading, reading_from
from tests.cast import HULU, KABUPATEN, SUMBER, TPS_1, Cast, blank_reading
from tests.photos import lay
from tests.project.people import invite
from tests.project.routes import walk
from tests.standing import laid

pytestmark = pytest.mark.once

HERE = f"{SUMBER}001"
KEYS = ("ppwp", "dprd_kab_1")
ADMINS = ("staf",)
# Nothing of any election: the door, and the catalogue of components with its own sample figures.
PLAIN_PAGES = (
    "accounts:login",
    "accounts:logout",
    "accounts:password",
    "office:health",
    "office:gaya",
    "office:projector",
    "office:theme",
)
BLIND = ("operator", "staf", "sekretariat-hulu-2", "pps-sumber")
# Below the limit, so that the sheet waits for its second entry; broken sums, so that there are findings.
PLAIN = {
    "ppwp": {"calon_1": 151, "calon_2": 97, "suara_sah": 241, "suara_tidak_sah": 71, "suara_total": 293,
             "pengguna_total_j": 289, "pengguna_dpt_l": 143, "pengguna_dpt_p": 149, "pengguna_dpt_j": 283,
             "ss_diterima": 337, "ss_digunakan": 191, "ss_dikembalikan": 107, "ss_tidak_digunakan": 103},
    "dprd_kab_1": {"partai_1": 83, "caleg_1_1": 109, "caleg_1_2": 79, "partai_sah_1": 227, "partai_24": 73,
                   "caleg_24_3": 61, "partai_sah_24": 133, "suara_sah": 277, "pengguna_total_j": 281},
}  # fmt: skip
HUGE = {"ppwp": {**PLAIN["ppwp"], "calon_1": 7777}, "dprd_kab_1": {**PLAIN["dprd_kab_1"], "caleg_1_1": 7779}}
OTHER = {"ppwp": {**PLAIN["ppwp"], "calon_2": 163, "suara_sah": 297},
         "dprd_kab_1": {**PLAIN["dprd_kab_1"], "caleg_24_3": 167}}  # fmt: skip
Figures = dict[str, dict[str, int]]
# Primary keys in the admin's addresses may be any number.
ADDRESS = re.compile(r"/admin/[\w/]+?/\d+/(change|history|delete)/|<input[^>]*_selected_action[^>]*>")
NUMBER = re.compile(r"(?<![\w-])[0-9]{1,3}(?:\.[0-9]{3})+(?![\w.-])|(?<![\w-])[0-9]+(?![\w-])")


def enter(cast: Cast, who: str, figures: Figures) -> list[SheetVersion]:
    """One entry of each contest of the TPS."""
    return [
        enter_reading(cast.sheet(HERE, key), reading_of(cast, key, cells), key=uuid4(), actor=cast.actor(who))
        for key, cells in figures.items()
    ]


def reading_of(cast: Cast, key: str, cells: dict[str, int]) -> Reading:
    known: dict[str, Figure] = dict(cells)
    return reading_from(known, ballot_of(cast.contest(key)))


def secrets_of(cast: Cast, figures: Figures, beside: Figures | None = None) -> set[int]:
    """The figures, what a sum of theirs gives away, and the totals above in which theirs is the only unknown part.

    `beside`: a reading that may be known; what it holds too is no secret.
    """
    found: set[int] = set()
    for key, cells in figures.items():
        ballot = ballot_of(cast.contest(key))
        sums = [ballot.vote_codes, ("suara_sah", "suara_tidak_sah"), ("pengguna_dpt_l", "pengguna_dpt_p")]
        sums += [ballot.vote_codes[party.start : party.stop] for party in ballot.parties]
        found |= set(cells.values()) | {sum(cells.get(code, 0) for code in codes) for codes in sums}
        if key == "ppwp":
            settled = cast.sheet().current
            reading = {"calon_1": settled.votes[0], "calon_2": settled.votes[1], "suara_sah": settled.suara_sah}
            found |= {cells[code] + value for code, value in reading.items()}
    known = {value for cells in (beside or {}).values() for value in cells.values()}
    return {number for number in found - known if number > 59}


def numbers(text: str) -> set[int]:
    """Whole numbers as a page writes them; parts of words, uuids and dates with dashes are none."""
    return {int(found.replace(".", "")) for found in NUMBER.findall(ADDRESS.sub("", text))}


class Pages:
    """Every address of every route, for the TPS and all above it, and what an answer of it says."""

    def __init__(self, cast: Cast) -> None:
        photo = lay(cast, HERE)
        lay(cast, HERE, "dprd_kab_1", seed=2)
        settled = lay(cast, TPS_1, seed=3)
        proposal = Proposal(VersionKind.SALAH_BACA, {"calon_2": 55}, CorrectionReason.ANGKA, "terbaca keliru", settled)
        actor = cast.actor("sekretariat-hilir")
        correction = propose_correction(cast.sheet(), proposal, base=1, key=uuid4(), actor=actor)
        self.uploads = {}
        for who in (*BLIND, "sekretariat-hulu"):
            upload = keep_upload(
                owner=cast[who], contest=cast.contest(), kind=VersionKind.ENTRI_DUA, name="x.csv", content=b"x\n"
            )
            self.uploads[who] = upload.uuid
        self.values: dict[str, list[Any]] = {
            "slug": ["talang"], "key": list(KEYS), "entry": ["pertama", "kedua"], "photo": [photo.uuid],
            "correction": [correction.uuid], "number": [1], "language": ["id"], "form": ["csv"], "name": ["notulen"], "purpose": ["antar"],
        }  # fmt: skip

    def of(self, who: str) -> Iterator[str]:
        """Addresses of all routes; one that cannot be made stops the test, so that a new route is not forgotten."""
        for name, pattern in walk():
            if name.startswith("admin"):
                # The access matrix shows that the others come to no page of it.
                yield from self._admin(name) if who in ADMINS else []
            elif name not in PLAIN_PAGES:
                yield from self._product(name, pattern, who)
        yield from (
            f"/rekap/talang/meja/?cari={HERE}", f"/rekap/talang/meja/?wilayah={SUMBER}",
            *(f"/rekap/talang/meja/berikut/?tugas={task}&wilayah={HERE}" for task in ("masuk", "kedua", "beda")),
            *(f"/rekap/talang/pekerjaan/?status={state}" for state in ("entri_satu", "beda_entri", "karantina")),
            *(f"/rekap/talang/temuan/?status={tab}" for tab in ("tidak_lengkap", "terbuka", "keras", "karantina")),
            f"/rekap/talang/temuan/?wilayah={SUMBER}", "/rekap/talang/temuan/?kontes=dprd_kab_1",
            f"/rekap/talang/kontes/dprd_kab_1/{HULU}/?partai=1", f"/rekap/talang/kontes/dprd_kab_1/{SUMBER}/?partai=24",
            "/rekap/talang/aturan/coba/?digit_maks=3&kapasitas_tps=100",
            *(f"/rapat/neraca/talang/?kontes={key}&tampil={tab}" for key in KEYS for tab in ("semua", "tutup", "kosong")),
            f"/rapat/neraca/talang/?wilayah={HERE}&tampil=semua",
            *(f"/rapat/neraca/talang/unduh/{form}/?tampil=semua" for form in ("csv", "xlsx")),
        )  # fmt: skip

    def _product(self, name: str, pattern: URLPattern, who: str) -> Iterator[str]:
        combinations: list[dict[str, Any]] = [{}]
        for param, converter in pattern.pattern.converters.items():
            values = self._values(name, param, converter, who)
            combinations = [{**one, param: value} for one in combinations for value in values]
        yield from (reverse(name, kwargs=kwargs) for kwargs in combinations)

    def _values(self, name: str, param: str, converter: Any, who: str) -> list[Any]:
        if isinstance(converter, TpsConverter):
            return [HERE]
        if param == "code":
            return [KABUPATEN, HULU, SUMBER]
        if param == "token":
            return ["tidak-ada"]
        if isinstance(converter, UUIDConverter):
            return {
                "recap:import-check": [self.uploads.get(who, self.uploads["staf"])],
                "recap:correction": self.values["correction"],
            }.get(name, self.values["photo"])
        if param in ("chain", "position"):
            last = Entry.objects.filter(chain=HULU).latest("position").position
            return [HULU] if param == "chain" else [last]
        if isinstance(converter, SlugConverter) or param in self.values:
            return self.values[param]
        raise AssertionError(f"{name}: parameter {param} belum dikenal di tests/recap/test_blindness.py")

    def _admin(self, name: str) -> Iterator[str]:
        for model in admin.site._registry:
            base = f"{model._meta.app_label}_{model._meta.model_name}"
            if name in (f"admin:{base}_changelist", f"admin:{base}_add"):
                yield reverse(name)
            elif name in (f"admin:{base}_change", f"admin:{base}_history"):
                yield from (reverse(name, args=[row.pk]) for row in self._rows(model))
        if name == "admin:index":
            yield reverse(name)

    def _rows(self, model: type[Model]) -> list[Model]:
        names = {field.name for field in model._meta.get_fields()}
        rows = model._default_manager.all()
        if "tps_code" in names:
            rows = rows.filter(tps_code=HERE)
        elif "sheet" in names and model is SheetVersion:
            rows = rows.filter(sheet__tps_code=HERE)
        return list(rows.order_by("pk")[:3])


def spoken(response: Any) -> str:
    """All that an answer says: its text, or every cell of a workbook."""
    kind = response.get("Content-Type", "")
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if "spreadsheet" in kind:
        book = openpyxl.load_workbook(BytesIO(content))
        cells = (
            str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
        )
        return "\n".join(cells)
    return "" if kind.startswith("image/") else content.decode()


def leaks(pages: Pages, cast: Cast, who: str, secret: set[int], hashes: set[str]) -> tuple[list[str], int]:
    """Addresses whose answer holds a secret, and how many answered at all."""
    client = Client()
    client.force_login(cast[who])
    found, count = [], 0
    for url in dict.fromkeys(pages.of(who)):
        response = client.get(url, follow=True)
        if response.status_code not in (200, 409, 422):
            continue
        count += 1
        text = spoken(response)
        if seen := (numbers(text) & secret) or {mark for mark in hashes if mark in text}:
            found.append(f"{who} {url}: {sorted(seen)}")
    Lease.objects.all().delete()
    return found, count


@laid
def pages(cast: Cast) -> Pages:
    """A settled sheet in another desa, so that totals above have something to add."""
    invite(cast)
    for who in ("operator", "staf"):
        cast.enter(who, (31, 29), suara_sah=60)
    return Pages(cast)


SCENES: dict[str, tuple[Figures, Figures | None]] = {
    "entri_satu": (PLAIN, None), "karantina": (HUGE, None), "beda_entri": (PLAIN, OTHER),
}  # fmt: skip


@pytest.mark.parametrize("state", SCENES)
def test_no_page_gives_away_what_was_read_before(cast: Cast, pages: Pages, state: str) -> None:
    first, second = SCENES[state]
    versions = enter(cast, "sekretariat-hulu", first)
    secret = secrets_of(cast, first)
    if second:
        versions += enter(cast, "staf-hulu", second)
        secret |= secrets_of(cast, second)
    assert {sheet.state for sheet in Sheet.objects.filter(tps_code=HERE)} == {state}
    aggregate.refresh_stale()
    hashes = {version.reading_hash for version in versions}
    found = []
    # The operator sees what the office's staff sees, without the admin.
    for who in BLIND if state == "entri_satu" else BLIND[1:]:
        wrong, count = leaks(pages, cast, who, secret, hashes)
        found += wrong
        assert count > 30, f"{who}: hanya {count} halaman"
    assert not found, "\n" + "\n".join(found)
    seen, _ = leaks(pages, cast, "ketua", secret, hashes)
    assert len(seen) >= 4, "who may read them finds them: the search can see a figure"


def test_who_read_first_sees_nothing_of_the_second(cast: Cast, pages: Pages) -> None:
    enter(cast, "sekretariat-hulu", PLAIN)
    second = enter(cast, "staf", OTHER)
    aggregate.refresh_stale()
    hashes = {version.reading_hash for version in second}
    secret = secrets_of(cast, OTHER, beside=PLAIN)
    assert {163, 167, 297} <= secret
    for who in ("sekretariat-hulu", "staf"):
        found, _ = leaks(pages, cast, who, secret, hashes)
        assert not found, "\n" + "\n".join(found)


def test_the_secrets_are_no_numbers_of_the_pages_themselves(cast: Cast, pages: Pages) -> None:
    """Without an entry no page holds any of them: what the tests above find would be a leak."""
    secret = secrets_of(cast, PLAIN) | secrets_of(cast, HUGE) | secrets_of(cast, OTHER)
    aggregate.refresh_stale()
    for who in ("operator", "pps-sumber"):
        found, _ = leaks(pages, cast, who, secret, set())
        assert not found, "\n" + "\n".join(found)
    assert set(PLAIN["ppwp"]) <= {*CODES, *codes_of(ballot_of(cast.contest()))}


def test_a_rule_between_papers_names_no_figure_of_a_hidden_one(
    cast: Cast, as_person: Callable[[str | None], Client]
) -> None:
    """R17 on a settled paper tells what the paper beside it says, which may still be entered."""
    cast.enter("operator", pemilih_dpt_j=7251)
    contest = cast.contest("dprd_kab_1")
    for who in ("sekretariat-hulu", "sekretariat-hulu-2"):
        reading = blank_reading(contest, pemilih_dpt_j=260)
        enter_reading(cast.sheet(TPS_1, "dprd_kab_1"), reading, key=uuid4(), actor=cast.actor(who))
    aggregate.refresh_stale()
    for page in (f"/rekap/talang/tps/{TPS_1}/", "/rekap/talang/temuan/"):
        assert "7.251" in as_person("ketua").get(page).content.decode(), page
        blind = as_person("staf").get(page).content.decode()
        assert "R17" in blind, page
        assert "7.251" not in blind, page
        assert "7251" not in blind, page
