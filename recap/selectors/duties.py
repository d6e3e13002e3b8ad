"""What of the recapitulation waits for a person: deeds of the queue and of corrections, or what a watcher should read.

Counts of states and findings are on the open lists too; no figure of a sheet is told here (law 7).
"""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.ages import midnight
from electcoord.common.numbers import angka
from electcoord.common.panels import Task as Waiting
from electcoord.elections import calendar
from electcoord.elections.models import Election
from electcoord.papers.models import Placement
from recap.ledger_actions import SheetAction
from recap.models import (
    CORRECTIONS,
    Correction,
    CorrectionState,
    Finding,
    Release,
    Severity,
    Sheet,
    SheetVersion,
    Task,
    Upload,
    VersionKind,
)  # fmt: skip
from recap.selectors import lists, queue
from recap.states import BELUM, UNSETTLED, SheetState


def duties(request: HttpRequest, election: Election | None) -> list[Waiting]:
    """Deeds, the most urgent first; for whoever has none, what is new to read. What a closed stage left is late."""
    if election is None or not access.may_somewhere(request.user, Can.VIEW_RECAP, election):
        return []
    desk = _Desk(request, election)
    found = desk.deeds() if desk.has_deeds else desk.readings()
    return [task for task in (*found, *desk.left_over()) if task]


class _Desk:
    """One person at one election."""

    def __init__(self, request: HttpRequest, election: Election) -> None:
        self.user, self.election = request.user, election
        self.tasks = queue.tasks_of(self.user, election)
        self.overdue = calendar.overdue(election)
        days = calendar.days_after(election)
        # Before the vote there is no paper to ask for; a rehearsal has its own.
        self.has_papers = election.is_simulation or days is None or days >= 0
        self.has_deeds = bool(self.tasks) or any(map(self._may, (Can.PROPOSE_CORRECTION, Can.ADD_PAPER)))

    def deeds(self) -> list[Waiting | None]:
        first = [task for task in (Task.KARANTINA, Task.BEDA) if task in self.tasks]
        then = [task for task in (Task.MASUK, Task.KEDUA) if task in self.tasks]
        return [
            *map(self._queued, first[:1]), self._corrections(), *map(self._queued, first[1:]), self._drafts(),
            self._uploads(), *map(self._queued, then), self._findings(), self._photos(),
        ]  # fmt: skip

    def readings(self) -> list[Waiting | None]:
        """For supervisors, witnesses and whoever else only watches: open differences, then what yesterday changed."""
        since = midnight() - timedelta(days=1)
        return [
            *self._open_readings(), self._new_findings(since), self._changed_figures(since), *self._decisions(since),
        ]  # fmt: skip

    def left_over(self) -> list[Waiting | None]:
        """Sheets that a closed stage or a passed limit left open and that this person has no deed for."""
        if not self.overdue:
            return []
        read = (Task.BEDA, Task.KARANTINA) if self._may(Can.VIEW_READINGS) and not self.has_deeds else ()
        done = {state for task, states in STATES.items() if task in (*self.tasks, *read) for state in states}
        rows = self._sheets().filter(state__in={*BELUM, *UNSETTLED} - done).order_by()
        counts = dict(rows.values_list("state").annotate(Count("pk")))
        return [self._late(SheetState(state), counts[state]) for state in LEFT_OVER if state in counts]

    # The parts.

    def _may(self, can: Can) -> bool:
        return access.may_somewhere(self.user, can, self.election)

    def _url(self, name: str, query: str = "") -> str:
        return reverse(f"recap:{name}", args=[self.election.slug]) + (f"?{query}" if query else "")

    def _inside(self, can: Can, field: str = "tps_code") -> Q:
        return access.region_q(access.scope(self.user, can, self.election), field)

    def _sheets(self) -> QuerySet[Sheet]:
        return Sheet.objects.filter(self._inside(Can.VIEW_RECAP), election=self.election)

    def _queued(self, task: Task) -> Waiting | None:
        if task == Task.MASUK and not self.has_papers:
            return None
        rows = queue.waiting(self.user, self.election, task).order_by()
        if not (count := rows.count()):
            return None
        title, text, action = _queue_words(task, count)
        return Waiting(
            title, count, self._url("take-next", f"tugas={task.value}"), action, since=_oldest(task, rows),
            late=bool(self.overdue), tone="periksa" if task in (Task.KARANTINA, Task.BEDA) else "belum",
            text=self.overdue or text, term=TERMS.get(task, ""),
        )  # fmt: skip

    def _corrections(self) -> Waiting | None:
        if not self._may(Can.APPROVE_CORRECTION):
            return None
        rows = Correction.objects.filter(
            self._inside(Can.APPROVE_CORRECTION, "sheet__tps_code"), sheet__election=self.election,
            state=CorrectionState.DIUSULKAN,
        ).exclude(proposed_by=str(self.user.uuid))  # fmt: skip
        found = rows.aggregate(n=Count("pk"), since=Min("proposed_at"))
        if not (count := found["n"]):
            return None
        title = ngettext("Putuskan %(n)s usul koreksi", "Putuskan %(n)s usul koreksi", count) % {"n": angka(count)}
        text = _("Diusulkan orang lain; Anda melihat angka lama, angka baru, dan fotonya.")
        return Waiting(title, count, self._url("corrections"), _("Lihat usul"), found["since"], bool(self.overdue),
                       "periksa", text, term="koreksi")  # fmt: skip

    def _drafts(self) -> Waiting | None:
        if Task.MASUK not in self.tasks or not (drafts := queue.drafts_of(self.user, self.election)):
            return None
        count = len(drafts)
        title = ngettext("Lanjutkan %(n)s draf Anda", "Lanjutkan %(n)s draf Anda", count) % {"n": angka(count)}
        text = _("Sudah diketik sebagian dan belum dikirim.")
        return Waiting(
            title, count, self._url("desk"), _("Buka meja entri"), min(d.saved_at for d in drafts), text=text
        )

    def _uploads(self) -> Waiting | None:
        if not self._may(Can.IMPORT_SHEETS):
            return None
        rows = Upload.objects.filter(owner=self.user, contest__election=self.election)
        found = rows.aggregate(n=Count("pk"), since=Min("at"))
        if not (count := found["n"]):
            return None
        title = ngettext(
            "Selesaikan impor %(n)s berkas", "Selesaikan impor %(n)s berkas", count) % {"n": angka(count)}  # fmt: skip
        text = _("Sudah diunggah dan diperiksa, belum ditulis; berkas dibuang setelah sehari.")
        return Waiting(title, count, self._url("import"), _("Buka impor"), found["since"], text=text)

    def _findings(self) -> Waiting | None:
        """Arithmetic that does not add up, for whoever may propose a correction."""
        if not self._may(Can.PROPOSE_CORRECTION):
            return None
        rows = Finding.objects.filter(self._inside(Can.PROPOSE_CORRECTION), election=self.election)
        found = rows.filter(severity=Severity.HARD).aggregate(n=Count("sheet", distinct=True), since=Min("since"))
        if not (count := found["n"]):
            return None
        title = ngettext(
            "Periksa %(n)s lembar yang hitungannya tidak cocok", "Periksa %(n)s lembar yang hitungannya tidak cocok",
            count) % {"n": angka(count)}  # fmt: skip
        text = _("Bandingkan dengan kertasnya: salah baca diusulkan koreksinya, selebihnya dibahas dalam pleno.")
        url = self._url("findings", f"tingkat={Severity.HARD}")
        return Waiting(title, count, url, _("Buka temuan"), found["since"], tone="periksa", text=text,
                       term="temuan")  # fmt: skip

    def _photos(self) -> Waiting | None:
        if not (self.has_papers and self._may(Can.ADD_PAPER)):
            return None
        here = Placement.objects.current().filter(contest=OuterRef("contest"), tps_code=OuterRef("tps_code"))
        rows = Sheet.objects.filter(self._inside(Can.ADD_PAPER), election=self.election)
        if not (count := rows.filter(~Exists(here)).count()):
            return None
        title = ngettext("Unggah foto %(n)s lembar", "Unggah foto %(n)s lembar", count) % {"n": angka(count)}
        text = _("Belum ada foto C.Hasil; entri dan pemeriksaan lebih mudah di samping fotonya.")
        return Waiting(title, count, self._url("work", f"kertas={lists.NO_PHOTO}"), _("Buka daftar"), text=text)

    def _open_readings(self) -> list[Waiting | None]:
        """Differences and quarantine, for whoever may see both readings."""
        if not self._may(Can.VIEW_READINGS):
            return []
        found = []
        for task, state in ((Task.KARANTINA, SheetState.KARANTINA), (Task.BEDA, SheetState.BEDA_ENTRI)):
            rows = self._sheets().filter(self._inside(Can.VIEW_READINGS), state=state).order_by()
            if count := rows.count():
                title, text = _reading_words(task, count)
                found.append(Waiting(
                    title, count, self._url("work", f"status={state}"), _("Buka daftar"), _oldest(task, rows),
                    bool(self.overdue), "periksa", self.overdue or text, is_reading=True, term=TERMS[task],
                ))  # fmt: skip
        return found

    def _new_findings(self, since: datetime) -> Waiting | None:
        rows = Finding.objects.filter(self._inside(Can.VIEW_RECAP), election=self.election, since__gte=since)
        if not (count := rows.count()):
            return None
        title = ngettext("Baca %(n)s temuan baru", "Baca %(n)s temuan baru", count) % {"n": angka(count)}
        text = _("Muncul sejak kemarin di wilayah Anda.")
        return Waiting(
            title, count, self._url("findings", "umur=kemarin"), _("Buka temuan"), text=text, is_reading=True,
            term="temuan",
        )  # fmt: skip

    def _changed_figures(self, since: datetime) -> Waiting | None:
        rows = Correction.objects.filter(
            self._inside(Can.VIEW_RECAP, "sheet__tps_code"), sheet__election=self.election,
            state=CorrectionState.DISETUJUI, decided_at__gte=since, kind__in=CORRECTIONS,
        )  # fmt: skip
        if not (count := rows.count()):
            return None
        title = ngettext("Baca %(n)s koreksi angka", "Baca %(n)s koreksi angka", count) % {"n": angka(count)}
        text = _("Disetujui sejak kemarin; angka lama, angka baru, dan dasarnya ada di sana.")
        return Waiting(title, count, self._url("corrections"), _("Buka koreksi"), text=text, is_reading=True,
                       term="koreksi")  # fmt: skip

    def _decisions(self, since: datetime) -> list[Waiting | None]:
        """Differences that a third person decided and sheets let out of quarantine, told in the ledger."""
        if not (self._may(Can.VIEW_READINGS) and self._may(Can.VIEW_LEDGER)):
            return []
        inside, here = self._inside(Can.VIEW_READINGS, "sheet__tps_code"), {"sheet__election": self.election}
        decided = SheetVersion.objects.filter(inside, kind=VersionKind.KEPUTUSAN, entered_at__gte=since, **here).count()
        released = Release.objects.filter(inside, released_at__gte=since, **here).count()
        titles = {
            SheetAction.DECIDED: (decided, ngettext("Baca %(n)s putusan beda entri", "Baca %(n)s putusan beda entri",
                                                    decided)),
            SheetAction.RELEASED: (released, ngettext("Baca %(n)s pelepasan karantina",
                                                      "Baca %(n)s pelepasan karantina", released)),
        }  # fmt: skip
        text, ledger = _("Sejak kemarin di wilayah Anda."), reverse("office:ledger")
        return [
            Waiting(title % {"n": angka(count)}, count, f"{ledger}?perbuatan={deed.value}", _("Buka buku kejadian"),
                    text=text, is_reading=True)
            for deed, (count, title) in titles.items()
            if count
        ]  # fmt: skip

    def _late(self, state: SheetState, count: int) -> Waiting:
        titles = {
            SheetState.BELUM_MASUK: ngettext("%(n)s lembar belum masuk", "%(n)s lembar belum masuk", count),
            SheetState.ENTRI_SATU: ngettext(
                "%(n)s lembar belum dientri kedua kali", "%(n)s lembar belum dientri kedua kali", count
            ),
            SheetState.BEDA_ENTRI: ngettext(
                "%(n)s beda entri belum diputuskan", "%(n)s beda entri belum diputuskan", count
            ),
            SheetState.KARANTINA: ngettext(
                "%(n)s lembar masih di karantina", "%(n)s lembar masih di karantina", count
            ),
        }  # fmt: skip
        return Waiting(
            titles[state] % {"n": angka(count)}, count, self._url("work", f"status={state}"), _("Buka daftar"),
            late=True, tone="periksa", text=self.overdue, is_reading=True,
        )  # fmt: skip


# Which states a task of the queue deals with.
STATES = {
    Task.MASUK: (SheetState.BELUM_MASUK,),
    Task.KEDUA: (SheetState.ENTRI_SATU,),
    Task.BEDA: (SheetState.BEDA_ENTRI,),
    Task.KARANTINA: (SheetState.KARANTINA,),
}
TERMS = {Task.KEDUA: "entri-kedua", Task.BEDA: "beda-entri", Task.KARANTINA: "karantina"}
LEFT_OVER = (SheetState.BELUM_MASUK, SheetState.ENTRI_SATU, SheetState.BEDA_ENTRI, SheetState.KARANTINA)


def _oldest(task: Task, rows: QuerySet[Sheet]) -> datetime | None:
    """Since when the oldest of these sheets waits; nobody knows it of a paper that has not come."""
    versions = SheetVersion.objects.filter(sheet__in=rows.values("pk"))
    if task == Task.MASUK:
        return None
    if task == Task.KARANTINA:
        released = Release.objects.filter(sheet=OuterRef("sheet"), up_to__gte=OuterRef("number"))
        versions = versions.filter(~Exists(released), breaks_limit=True)
    else:
        kind = VersionKind.ENTRI_SATU if task == Task.KEDUA else VersionKind.ENTRI_DUA
        versions = versions.filter(kind=kind)
    return versions.aggregate(at=Min("entered_at"))["at"]


def _queue_words(task: Task, count: int) -> tuple[str, str, str]:
    """What to do, why, and what the button says."""
    n = {"n": angka(count)}
    if task == Task.KARANTINA:
        title = ngettext("Putuskan %(n)s lembar di karantina", "Putuskan %(n)s lembar di karantina", count)
        text = _("Angkanya melebihi surat suara yang ada. Lihat kertasnya; lepas dengan alasan bila benar.")
        return title % n, text, _("Mulai memeriksa")
    if task == Task.BEDA:
        title = ngettext(
            "Putuskan %(n)s lembar yang dua entrinya berbeda", "Putuskan %(n)s lembar yang dua entrinya berbeda", count
        )
        return title % n, _("Anda melihat isian yang berbeda saja, di samping kertasnya."), _("Mulai memutuskan")
    if task == Task.MASUK:
        title = ngettext("Entri %(n)s lembar yang belum masuk", "Entri %(n)s lembar yang belum masuk", count)
        text = _("Antrean memberi lembar berikutnya; dua orang tidak pernah mendapat lembar yang sama.")
        return title % n, text, _("Mulai entri")
    title = ngettext("Entri kedua untuk %(n)s lembar", "Entri kedua untuk %(n)s lembar", count)
    return (
        title % n,
        _("Dibaca sendiri dari kertasnya, oleh orang lain daripada entri pertama."),
        _("Mulai entri kedua"),
    )


def _reading_words(task: Task, count: int) -> tuple[str, str]:
    n = {"n": angka(count)}
    if task == Task.KARANTINA:
        title = ngettext("Periksa %(n)s lembar di karantina", "Periksa %(n)s lembar di karantina", count)
        return title % n, _("Angkanya melebihi surat suara yang ada; menunggu putusan PPK atau KPU.")
    title = ngettext(
        "Periksa %(n)s lembar yang dua entrinya berbeda", "Periksa %(n)s lembar yang dua entrinya berbeda", count
    )
    return title % n, _("Halaman TPS menunjukkan isian yang berbeda; bandingkan dengan kertasnya.")
