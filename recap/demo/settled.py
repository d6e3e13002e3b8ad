"""What SIMULASI has settled: differences decided, misreadings put right, papers changed in the pleno, a photo moved.

Each story has its sheet and goes on from where it stands; where somebody else went another way, it ends there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from uuid import UUID, uuid5

from electcoord.accounts.models import Grant
from electcoord.elections.demo import KABUPATEN, SLUG
from electcoord.elections.models import Election, ElectionRegion, Stage
from electcoord.ledger.recording import Actor
from electcoord.papers.actions import add_files, keep_file, place_photo
from electcoord.papers.models import Photo, Placement
from recap import layout, specimen
from recap.actions import (
    approve_correction,
    decide_difference,
    propose_correction,
    reject_correction,
    release_quarantine,
    withdraw_correction,
)
from recap.actions.corrections import PLENO, Proposal
from recap.ballot import ballot_of
from recap.decided import Decided
from recap.demo.paper import paper_of
from recap.demo.photos import job_of
from recap.demo.plan import PRISON
from recap.demo.slips import A, B
from recap.models import Correction, CorrectionReason, CorrectionState, Sheet, VersionKind
from recap.reading import Figure, differences, reading_of
from recap.states import SheetState

KEYS = UUID("3c0f0a52-53b1-4c3c-8a53-6a0f4a3a9d10")
LUBUK, MUARA = f"{KABUPATEN}02", f"{KABUPATEN}03"
# Percent of the differences elsewhere that the commission has decided.
DECIDED = 45
BASIS = "UU 7/2017 Pasal 374; saran perbaikan Panwaslu Kecamatan"
REASON = CorrectionReason


def load(election: Election) -> None:
    """Tells every story as far as it is not told yet."""
    if election.slug != SLUG:
        return
    teller = Teller(election, _actors(election))
    teller.differences()
    teller.misreadings()
    if not PLENO.isdisjoint({Stage(stage) for stage in election.open_stages}):
        teller.changed_papers()
    teller.prison()
    teller.stray_photo()
    teller.elsewhere()


def _actors(election: Election) -> dict[str, Actor]:
    rows = Grant.objects.in_force().filter(election=election).select_related("user")
    return {grant.user.username: Actor(str(grant.user.uuid), grant.role) for grant in rows}


def _key(*words: object) -> UUID:
    return uuid5(KEYS, " ".join(str(word) for word in words))


@dataclass
class Teller:
    """Who can act, and the deeds that stories are made of."""

    election: Election
    actors: Mapping[str, Actor]

    def differences(self) -> None:
        """Of one TPS: decided rightly, decided for what neither entry had, decided wrongly and put right."""
        self.decide(self.sheet(f"{A}002", "dpd"), "ppk-talang")
        third = "Kedua entri keliru; di foto angkanya jelas, dibacakan bersama di meja PPK."
        self.decide(self.sheet(f"{A}002", "dprd_prov"), "anggota-ppk-talang", note=third)
        self.decide(self.sheet(f"{A}002", "dprd_kab"), "ppk-talang", rightly=False)
        self.correct(
            self.sheet(f"{A}002", "dprd_kab"), "operator", "anggota",
            why="Jumlah di foto bukan yang dipilih saat memutuskan beda entri; terbaca ulang bersama PPK.",
            note="Cocok dengan foto halaman terakhir.",
        )  # fmt: skip

    def misreadings(self) -> None:
        """Both readers made the same mistake: one put right, one waiting; one claim that was wrong, one taken back."""
        self.correct(
            self.sheet(f"{A}003", "ppwp"), "sekretariat-talang", "anggota",
            why="Dua angka terbalik oleh kedua petugas; saksi menunjukkannya di salinan C.Hasil.",
            note="Foto halaman 2 jelas; kedua petugas diberi tahu.",
        )  # fmt: skip
        self.correct(
            self.sheet(f"{A}003", "dpd"), "staf", None, why="Angka di foto terbaca terbalik oleh kedua petugas entri."
        )
        self.claim_wrongly(self.sheet(f"{A}003", "dpr"))
        self.take_back(self.sheet(f"{A}003", "dprd_prov"))

    def changed_papers(self) -> None:
        """The PPK changed the paper itself: one approved, one waiting for the commission."""
        for code, approver in ((f"{A}003", "anggota"), (f"{B}001", None)):
            self.change_paper(self.sheet(code, "dprd_kab"), approver)

    def prison(self) -> None:
        """More voters than ballots on the paper: true, because the next TPS lent some."""
        sheet = self.sheet(PRISON, "ppwp")
        if sheet and sheet.state == SheetState.KARANTINA:
            reason = "Lokasi khusus: pemilih pindahan memakai surat suara tambahan dari TPS 002, sesuai daftar hadir."
            release_quarantine(sheet, reason=reason, actor=self.actors["ppk-talang"], key=_key("lepas", sheet.uuid))

    def stray_photo(self) -> None:
        """A page of one TPS was sent as another's, and found."""
        wrong, right = self.sheet(f"{A}003", "dpd"), self.sheet(f"{B}003", "dpd")
        if not wrong or not right:
            return
        page = 2
        file = keep_file(self._draw(right, page, seed=f"nyasar {right.tps_code}"))
        photo = add_files(
            [file], contest=wrong.contest, tps=wrong.tps, page=page, key=_key("nyasar", right.uuid),
            actor=self.actors["sekretariat-talang"],
        )[0]  # fmt: skip
        if photo.placements.count() == 1:
            place_photo(
                photo, contest=right.contest, tps=right.tps, page=page, turns=0, actor=self.actors["operator"],
                reason="Kepala formulir menyebut kelurahan dan TPS lain; foto terkirim ke lembar yang salah.",
            )  # fmt: skip

    def elsewhere(self) -> None:
        """What other PPK and the commission have decided."""
        rows = Sheet.objects.filter(election=self.election, state=SheetState.BEDA_ENTRI)
        for sheet in rows.exclude(kecamatan_code=A[:6]).select_related("contest", "tps").order_by("pk"):
            chair = {LUBUK: "ppk-lubuk", MUARA: "ppk-muara"}.get(sheet.kecamatan_code)
            if chair or Random(f"putus {sheet.tps_code} {sheet.contest.key}").randrange(100) < DECIDED:
                self.decide(sheet, chair or "anggota")

    # Deeds

    def sheet(self, code: str, kind: str) -> Sheet | None:
        rows = Sheet.objects.filter(election=self.election, tps_code=code, contest__kind=kind)
        return rows.select_related("contest__election", "current", "tps").first()

    def truth(self, sheet: Sheet) -> dict[str, Figure]:
        ballot = ballot_of(sheet.contest)
        return paper_of(sheet, sheet.contest, ballot).cells(ballot)

    def decide(self, sheet: Sheet | None, who: str, *, rightly: bool = True, note: str = "") -> None:
        """The third person's choice of what the paper says, or, wrongly, of the other entry."""
        if sheet is None or sheet.state != SheetState.BEDA_ENTRI:
            return
        ballot, truth = ballot_of(sheet.contest), self.truth(sheet)
        first, second = (reading_of(version) for version in sheet.versions.order_by("number")[:2])
        decided = {}
        for code, a, b in differences(first, second, ballot):
            right = {a: "pertama", b: "kedua"}.get(truth[code], "ketiga")
            wrong = "kedua" if right == "pertama" else "pertama"
            choice = right if rightly else wrong
            decided[code] = Decided(choice, truth[code] if choice == "ketiga" else None)
        if any(cell.choice == "ketiga" for cell in decided.values()):
            note = note or "Kedua entri keliru; angka di foto jelas."
        decide_difference(sheet, decided, note=note, key=_key("putus", sheet.uuid), actor=self.actors[who])

    def correct(self, sheet: Sheet | None, who: str, approver: str | None, *, why: str, note: str = "") -> None:
        """`salah_baca`: what is stored becomes what the photo shows."""
        if sheet is None or sheet.state != SheetState.TERVERIFIKASI_AWAL:
            return
        truth = self.truth(sheet)
        stored = reading_of(sheet.current).cells(ballot_of(sheet.contest))
        changes = {code: value for code, value in truth.items() if stored[code] != value}
        correction = self.propose(sheet, changes, who, why=why)
        if correction and approver and correction.state == CorrectionState.DIUSULKAN:
            key = _key("setuju", correction.uuid)
            approve_correction(correction, note=note, key=key, actor=self.actors[approver])

    def propose(
        self,
        sheet: Sheet,
        changes: Mapping[str, Figure],
        who: str,
        *,
        why: str,
        cause: CorrectionReason = REASON.ANGKA,
        photo: Photo | None = None,
        **grounds: str,
    ) -> Correction | None:
        """Proposes once; None where there is nothing to change or no photo to show for it."""
        if known := sheet.corrections.order_by("number").first():
            return known
        photo = photo or self._photo(sheet, next(iter(changes), ""))
        if not changes or photo is None:
            return None
        kind = VersionKind.PEMBETULAN if grounds else VersionKind.SALAH_BACA
        return propose_correction(
            sheet, Proposal(kind, changes, cause, why, photo, **grounds), base=sheet.current.number,
            key=_key("usul", sheet.uuid), actor=self.actors[who],
        )  # fmt: skip

    def claim_wrongly(self, sheet: Sheet | None) -> None:
        if sheet is None or sheet.state != SheetState.TERVERIFIKASI_AWAL:
            return
        ballot = ballot_of(sheet.contest)
        line = ballot.lines[ballot.parties[0].start]
        changes = {line.code: (reading_of(sheet.current).cells(ballot)[line.code] or 0) + 6}
        why = "Menurut catatan saksi, suara partai ini lebih banyak enam dari yang tersimpan."
        correction = self.propose(sheet, changes, "sekretariat-talang", why=why)
        if correction and correction.state == CorrectionState.DIUSULKAN:
            note = "Foto halaman 2 menunjukkan angka yang tersimpan; catatan saksi dari TPS lain."
            reject_correction(correction, note=note, actor=self.actors["anggota-ppk-talang"])

    def take_back(self, sheet: Sheet | None) -> None:
        if sheet is None or sheet.state != SheetState.TERVERIFIKASI_AWAL:
            return
        stored = reading_of(sheet.current).get("suara_tidak_sah")
        why = "Tampaknya angka suara tidak sah tertukar dengan lembar DPR; masih diperiksa."
        correction = self.propose(sheet, {"suara_tidak_sah": (stored or 0) + 1}, "operator", why=why)
        if correction and correction.state == CorrectionState.DIUSULKAN:
            withdraw_correction(correction, actor=self.actors["operator"])

    def change_paper(self, sheet: Sheet | None, approver: str | None) -> None:
        """`pembetulan`: four votes had been tallied for the party that were its first candidate's."""
        if sheet is None or sheet.state != SheetState.TERVERIFIKASI_AWAL:
            return
        ballot = ballot_of(sheet.contest)
        stored = reading_of(sheet.current).cells(ballot)
        party = max(ballot.parties, key=lambda p: stored[ballot.lines[p.start].code] or 0)
        mark, first = (ballot.lines[party.start + n].code for n in (0, 1))
        moved = min(4, stored[mark] or 0)
        changes = {mark: (stored[mark] or 0) - moved, first: (stored[first] or 0) + moved}
        correction = sheet.corrections.order_by("number").first() or self.propose(
            sheet, changes, "ppk-talang", cause=REASON.HITUNG_ULANG, photo=self._changed_page(sheet, stored, changes),
            why="Surat suara partai ini dihitung ulang di pleno: empat suara calon nomor 1 tertulis pada baris partai.",
            legal_basis=BASIS, initials="Ketua PPK, saksi Partai Fajar, Panwaslu Kecamatan",
            incident="Dicatat di formulir kejadian khusus: penghitungan ulang satu partai atas keberatan saksi.",
        )  # fmt: skip
        if correction and approver and correction.state == CorrectionState.DIUSULKAN:
            key = _key("setuju", correction.uuid)
            note = "Sesuai foto halaman yang diparaf dan catatan kejadian khusus."
            approve_correction(correction, note=note, key=key, actor=self.actors[approver])

    def _changed_page(self, sheet: Sheet, stored: Mapping[str, Figure], changes: Mapping[str, Figure]) -> Photo:
        page = layout.strips(ballot_of(sheet.contest))[next(iter(changes))].page
        struck = {code: stored[code] for code in changes}
        file = keep_file(self._draw(sheet, page, seed=f"dibetulkan {sheet.tps_code}", changes=changes, struck=struck))
        actor = self.actors["sekretariat-talang"]
        key = _key("halaman dibetulkan", sheet.uuid)
        return add_files([file], contest=sheet.contest, tps=sheet.tps, page=page, key=key, actor=actor)[0]

    def _draw(
        self,
        sheet: Sheet,
        page: int,
        *,
        seed: str,
        changes: Mapping[str, Figure] | None = None,
        struck: Mapping[str, Figure] | None = None,
    ) -> bytes:
        """One page of a sheet, taken another time; where it was changed, with what was struck out."""
        names = dict(ElectionRegion.objects.filter(election=self.election).values_list("region_id", "name__name"))
        ballot = ballot_of(sheet.contest)
        job = job_of(sheet, sheet.contest, ballot, names, changes=changes)
        return specimen.draw(**{**job, "seed": seed, "tilt": 0, "noise": 20, "struck": struck, "only": page})[0]

    def _photo(self, sheet: Sheet, code: str) -> Photo | None:
        """The photo of the page on which this figure stands."""
        strip = layout.strips(ballot_of(sheet.contest)).get(code)
        rows = Placement.objects.current().filter(contest=sheet.contest_id, tps=sheet.tps_id)
        found = rows.filter(page=strip.page).select_related("photo").order_by("pk").first() if strip else None
        return found.photo if found else None
