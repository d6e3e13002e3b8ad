"""Minutes and berita acara put together from what the meeting's rows say (regulations J.2, J.4).

Facts (times, attendance, quorum, decisions, follow-ups) become lists, pairs and tables; what people may rewrite becomes
paragraphs, and only those: `PROSE` marks them. So an editor knows what may be typed, and `facts` can tell whether the
rows changed since. The papers are Indonesian whoever assembles them.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils import timezone

from electcoord.accounts.models import User
from electcoord.common.language import in_source
from electcoord.directory.models import Term
from electcoord.papers import attachments, layouts, words
from electcoord.papers.models import Attachment
from electcoord.regions.models import titled
from electcoord.situation.selectors import for_meeting
from meetings.models import Attendance, Decision, DecisionWay, Guest, Meeting, MeetingKind, OpeningWay, Remark, Session
from meetings.quorum import is_member

Content = dict[str, Any]
Block = dict[str, Any]
MINUTES, REPORT = "NOT", "BA"
# No layout sets an alignment by itself, so it tells a paragraph that people may rewrite from one that they may not.
PROSE = "kiri"
PICTURES = "Dokumentasi"
NOTHING_SAID = "Tidak ada catatan pembicaraan."


def kinds_of(meeting: Meeting) -> tuple[str, ...]:
    """What a meeting writes: minutes, and a pleno its berita acara too (J.1)."""
    return (MINUTES, REPORT) if meeting.is_pleno else (MINUTES,)


def assemble(kind: str, meeting: Meeting, *, writer: str = "") -> Content:
    """The draft as the rows say it now; `writer`: the account (uuid) that signs the minutes as notulis."""
    with in_source():
        told = _Told(meeting)
        return _minutes(told, _name(writer)) if kind == MINUTES else _report(told)


def letterhead(meeting: Meeting) -> list[str]:
    place = titled(meeting.organiser.region.kind, meeting.organiser.region.name)
    return [line for line in (meeting.organiser.name.upper(), place.upper(), meeting.organiser.address) if line]


def is_prose(block: Block) -> bool:
    return block["jenis"] == "paragraf" and block["rata"] == PROSE


def prose(text: str) -> Block:
    return layouts.paragraph(text, rata=PROSE)


def sections(content: Content) -> list[tuple[str, list[Block]]]:
    """The blocks under their headings, without the pictures."""
    found: list[tuple[str, list[Block]]] = [("", [])]
    for block in without_pictures(content["blok"]):
        if block["jenis"] == "judul":
            found.append((block["teks"], []))
        else:
            found[-1][1].append(block)
    return found


def without_pictures(blocks: list[Block]) -> list[Block]:
    for at, block in enumerate(blocks):
        if block["jenis"] == "judul" and block["teks"] == PICTURES:
            return blocks[:at]
    return blocks


def with_pictures(content: Content, chosen: list[Attachment]) -> Content:
    """The content with these photos, and no others, at its end."""
    blocks = without_pictures(content["blok"])
    if chosen:
        shown = [layouts.picture(one.pages[0]["gambar"], one.caption) for one in chosen]
        blocks = [*blocks, layouts.heading(PICTURES), *shown]
    return content | {"blok": blocks}


def facts(content: Content) -> list[Any]:
    """What must agree with the rows: everything but what people wrote, the pictures, the number and who signs."""
    told = [
        (title, [{"jenis": "paragraf"} if is_prose(block) else block for block in blocks])
        for title, blocks in sections(content)
    ]
    return [content["judul"], content["meta"], content["pembuka"], told]


def rewritten(old: Content, fresh: Content) -> Content:
    """The fresh facts with the old paragraphs, where a section has as many of them as before."""
    before = {title: [b["teks"] for b in blocks if is_prose(b)] for title, blocks in sections(old)}
    found: list[Block] = []
    for title, blocks in sections(fresh):
        found += [layouts.heading(title)] if title else []
        texts = before.get(title, [])
        keeps = len(texts) == sum(map(is_prose, blocks))
        left = iter(texts)
        found += [prose(next(left)) if keeps and is_prose(block) else block for block in blocks]
    return fresh | {"blok": found}


def lost(old: Content, fresh: Content) -> list[str]:
    """Paragraphs of the old content that the fresh one does not hold."""
    kept = {block["teks"] for block in fresh["blok"] if is_prose(block)}
    return [b["teks"] for b in old["blok"] if is_prose(b) and b["teks"] and b["teks"] not in kept]


class _Told:
    """The rows of a meeting, read once."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.days = list(meeting.sessions.filter(opened_at__isnull=False).order_by("starts", "pk"))
        self.stays = _stays(meeting)
        self.decisions = list(
            Decision.objects.filter(session__meeting=meeting, is_void=False).order_by("session", "order")
        )
        self.chair_title, self.chair_name = self._chair()

    @property
    def day(self) -> datetime:
        return timezone.localtime(self.days[0].opened_at if self.days else self.meeting.starts)

    @property
    def clock(self) -> str:
        last = self.days[-1].closed_at if self.days else self.meeting.ends
        if len(self.days) > 1:
            return f"{_clock(self.day)}, {len(self.days)} sesi sampai {words.full_date(timezone.localdate(last))}"
        return f"{_clock(self.day)} – {_clock(last)}"

    @property
    def chair(self) -> str:
        return f"{self.chair_name}, {self.chair_title}" if self.chair_name else self.chair_title

    @property
    def agenda(self) -> list[str]:
        items = [i.title for day in self.days for i in day.items.filter(is_active=True).order_by("order", "pk")]
        return items or [self.meeting.title]

    @property
    def present(self) -> list[str]:
        guests = {guest.pk: guest for stays in self.stays.values() for guest, _spans in stays}
        return [_named(guest) for guest in guests.values()] or ["Tidak ada yang tercatat hadir."]

    def _chair(self) -> tuple[str, str]:
        """Who opened the meeting, with the office held that day."""
        by = self.days[0].opened_by if self.days else ""
        held = Term.objects.on(self.day.date()).filter(person__account__uuid=by) if by else Term.objects.none()
        term = held.select_related("office", "person").order_by("office__rank").first()
        return (term.office.title, term.person.name) if term else ("Pimpinan rapat", _name(by))


def _minutes(told: _Told, writer: str) -> Content:
    follow_ups = for_meeting(told.meeting.subject, told.meeting.election, open_only=False)
    rows = [
        [row.instruction, str(row.office or row.institution), words.plain_date(row.due)]
        for row in follow_ups
        if row.origin == told.meeting.subject
    ]
    content = layouts.minutes(
        kop=letterhead(told.meeting), title=full_title(told.meeting), day=told.day.date(), clock=told.clock,
        venue=told.meeting.place, chair=told.chair, present=told.present, agenda=told.agenda,
        decisions=_decided(told, with_dissent=True), follow_ups=rows, more=[*_course(told), *_said(told)],
        signers=[{"jabatan": told.chair_title, "nama": told.chair_name}, {"jabatan": "Notulis", "nama": writer}],
    )  # fmt: skip
    content["blok"] += [layouts.heading("Catatan lain"), prose("Tidak ada catatan lain."), *_annex(told)]
    return content


def _report(told: _Told) -> Content:
    members = {g.pk: g for stays in told.stays.values() for g, _spans in stays if is_member(g, told.meeting)}
    signers = [{"jabatan": guest.office_text, "nama": guest.name} for guest in members.values()]
    content = layouts.report(
        kop=letterhead(told.meeting), title=full_title(told.meeting), day=told.day.date(), clock=_clock(told.day),
        venue=told.meeting.place, chair=told.chair, present=told.present, agenda=told.agenda,
        decisions=_decided(told, with_dissent=False),
        more=[*_course(told), layouts.heading("Uraian"), prose("Tidak ada uraian tambahan.")],
        dissent=[f"Keputusan {number}: {d.dissent}" for number, d in enumerate(told.decisions, 1) if d.dissent],
        signers=signers or [{"jabatan": told.chair_title, "nama": told.chair_name}],
    )  # fmt: skip
    content["blok"] += _annex(told)
    return content


def full_title(meeting: Meeting) -> str:
    kind = str(MeetingKind(meeting.kind).label)
    return meeting.title if meeting.title.casefold().startswith(kind.casefold()) else f"{kind} {meeting.title}"


def _course(told: _Told) -> list[Block]:
    """Openings with their quorum, and skors with their times."""
    rows = []
    for number, day in enumerate(told.days, 1):
        name = f"Sesi {number}" if len(told.days) > 1 else "Rapat"
        rows.append(
            [f"{name} dibuka", f"{words.full_date(timezone.localdate(day.opened_at))} pukul {_clock(day.opened_at)}"]
        )
        if day.short_at:
            rows.append(["Belum kuorum", f"pukul {_clock(day.short_at)}, {day.short_present} anggota hadir"])
        if day.needed is not None:
            rows.append(["Kuorum", f"{day.present} anggota hadir, perlu {day.needed}; {OpeningWay(day.opening).label}"])
        if day.opening_reason:
            rows.append(["Alasan", day.opening_reason])
        if day.closed_at:
            rows.append([f"{name} ditutup", f"pukul {_clock(day.closed_at)}"])
    blocks = [layouts.heading("Pelaksanaan"), layouts.pairs(rows)] if rows else []
    pauses = [
        [_moment(p.started_at), _moment(p.ended_at) if p.ended_at else "–", p.reason]
        for p in told.meeting.pauses.order_by("started_at")
    ]
    if pauses:
        columns = [{"judul": t, "lebar": w} for t, w in (("Skors", 4), ("Dilanjutkan", 4), ("Alasan", 9))]
        blocks += [layouts.heading("Skors"), layouts.table(columns, pauses)]
    return blocks


def _said(told: _Told) -> list[Block]:
    """Per item a paragraph for each who spoke; people may rewrite these."""
    remarks = defaultdict(list)
    for remark in Remark.objects.filter(session__meeting=told.meeting).order_by("session", "order"):
        remarks[remark.session_id, remark.item_id].append(remark)
    blocks, number = [], 0
    for day in told.days:
        items = [*day.items.filter(is_active=True).order_by("order", "pk"), None]
        for item in items:
            here = remarks[day.pk, item.pk if item else None]
            if item is None and not here:
                continue
            number += 1
            blocks.append(layouts.heading(f"Pembahasan {number}: {item.title if item else 'di luar agenda'}"))
            blocks += [prose(f"{one.speaker}: {one.text}") for one in here] or [prose(NOTHING_SAID)]
    return blocks


def _decided(told: _Told, *, with_dissent: bool) -> list[str]:
    found = []
    for one in told.decisions:
        how = "secara mufakat"
        if one.way == DecisionWay.SUARA:
            how = (f"dengan suara terbanyak: {one.votes_for} setuju, {one.votes_against} tidak setuju, "
                   f"{one.votes_abstain} abstain")  # fmt: skip
        text = f"{one.text} ({one.get_kind_display().lower()}, {how})"
        found.append(text + (f" Pendapat berbeda: {one.dissent}" if with_dissent and one.dissent else ""))
    return found or ["Rapat tidak mengambil keputusan."]


def _annex(told: _Told) -> list[Block]:
    """The attendance of each day with when everybody came and went."""
    blocks: list[Block] = []
    columns = [{"judul": t, "lebar": w} for t, w in
               (("No.", 1), ("Nama", 6), ("Jabatan/Instansi", 6), ("Datang", 2), ("Pergi", 2))]  # fmt: skip
    for number, day in enumerate(told.days, 1):
        rows = [
            [str(order), guest.name, _place(guest), ", ".join(_clock(came) for came, _gone in spans),
             ", ".join(_clock(gone) for _came, gone in spans if gone) or "–"]
            for order, (guest, spans) in enumerate(told.stays.get(day.pk, []), 1)
        ]  # fmt: skip
        if rows:
            name = f"Daftar hadir sesi {number}" if len(told.days) > 1 else "Daftar hadir"
            title = f"{name}, {words.full_date(timezone.localdate(day.opened_at))}"
            blocks += [
                *([] if blocks else [{"jenis": "halaman"}]),
                layouts.heading(title),
                layouts.table(columns, rows),
            ]
    return blocks


def _stays(meeting: Meeting) -> dict[int, list[tuple[Guest, list[tuple[datetime, datetime | None]]]]]:
    """{day: [(guest, [(came, went)])]}, in the order in which they came first."""
    rows = Attendance.objects.filter(session__meeting=meeting, is_void=False)
    found: dict[int, dict[int, Any]] = defaultdict(dict)
    for stay in rows.select_related("guest__office__institution").order_by("arrived_at", "pk"):
        found[stay.session_id].setdefault(stay.guest_id, (stay.guest, []))[1].append((stay.arrived_at, stay.left_at))
    return {day: list(guests.values()) for day, guests in found.items()}


def attendance_sheet(meeting: Meeting, session: Session | None, *, with_times: bool) -> Content:
    """The sheet to sign: before with who is invited and blank rows, after with who came and when; per day."""
    from meetings.selectors.room import desk_people

    days = [session] if session else list(meeting.sessions.filter(is_active=True).order_by("starts", "pk"))
    with in_source():
        stays = _stays(meeting) if with_times else {}
        told = []
        for day in days:
            if with_times:
                people = [(g.name, _place(g), _clock(spans[0][0])) for g, spans in stays.get(day.pk, [])]
            else:
                people = [
                    (one["name"], " · ".join(filter(None, (one["office"], one["institution"]))), "")
                    for one in desk_people(meeting, day)
                    if not one.get("absent")
                ]
            told.append((timezone.localdate(day.starts), f"{_clock(day.starts)} – {_clock(day.ends)}", people))
        return layouts.attendance(
            kop=letterhead(meeting), title=full_title(meeting), venue=meeting.place, days=told,
            blank_rows=0 if with_times else 10,
        )  # fmt: skip


def photos_of(meeting: Meeting) -> list[Attachment]:
    return list(attachments.attachments_of(meeting.subject).filter(role="foto"))


def _named(guest: Guest) -> str:
    return ", ".join(filter(None, (guest.name, guest.office_text, guest.institution_text)))


def _place(guest: Guest) -> str:
    return " · ".join(filter(None, (guest.office_text, guest.institution_text)))


def _name(uuid: str) -> str:
    return User.objects.filter(uuid=uuid).values_list("name", flat=True).first() or "" if uuid else ""


def _clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%H.%M}"


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%d-%m-%Y %H.%M}"
