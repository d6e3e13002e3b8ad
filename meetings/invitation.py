"""What an invitation says: the letter as content, the texts, the calendar file, and to which address it goes.

One letter has one number: the register copy names "daftar terlampir" and lists everybody; each invited office gets the
same letter addressed to itself. So offices do it, and a number is spent once, not five hundred times.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.language import in_source
from electcoord.common.templatetags.angka import hari, jam
from electcoord.directory.models import Institution
from electcoord.directory.selectors import holders_on
from electcoord.outbox import letters
from electcoord.outbox.letters import LINK_MARK, File
from electcoord.outbox.models import Channel
from electcoord.papers import layouts, words
from electcoord.papers.models import DocumentVersion
from meetings import ics
from meetings.models import AgendaItem, Invitee, Meeting, Session

PURPOSE, KIND = "undangan", "Und"
# The page stays open for a while after the meeting: papers are looked up, and whoever came late finds the place.
LASTS = timedelta(days=14)
LIST_TITLE = "Daftar yang diundang"
ANNEX = "1 (satu) berkas"
INVITED = ", kami mengundang"
DAYS_INTRO = "dengan acara sebagai berikut:"
Content = dict[str, Any]


def ref(invitee: Invitee) -> str:
    """How letters and links name an invitation."""
    return f"meetings.invitee:{invitee.uuid}"


def page_of(uuid: UUID) -> str:
    """Where the office looks an invitation up; "" for one that is not there."""
    row = Invitee.objects.filter(uuid=uuid).select_related("meeting").first()
    return reverse("meetings:invitee", args=[row.meeting.uuid, row.uuid]) if row else ""


def days_of(meeting: Meeting) -> list[Session]:
    """Active days with their agenda as `agenda`, in two queries."""
    days = list(meeting.sessions.filter(is_active=True).order_by("starts", "pk"))
    items = AgendaItem.objects.filter(session__in=days, is_active=True).order_by("order", "pk")
    found: dict[int, list[AgendaItem]] = {}
    for item in items:
        found.setdefault(item.session_id, []).append(item)
    for day in days:
        day.agenda = found.get(day.pk, [])
    return days


def invited(meeting: Meeting) -> list[Invitee]:
    """Whom the meeting invites, with what their address needs."""
    rows = meeting.invitees.filter(is_active=True).select_related("institution", "office", "term__person")
    return list(rows.order_by("side", "order", "pk"))


# The letter.


def first_values(meeting: Meeting) -> dict[str, Any]:
    """What the form of a new letter proposes: the organiser's first office signs, by who holds it today."""
    office = meeting.organiser.offices.filter(is_active=True).order_by("rank", "pk").first()
    terms = holders_on([office], timezone.localdate()).get(office.pk, []) if office else []
    with in_source():  # the letter is Indonesian, whoever writes it
        subject = f"Undangan {meeting.get_kind_display()}"[:200]
    return {
        "kota": meeting.organiser.region.name.title(), "perihal": subject,
        "dasar": "", "catatan": [], "tembusan": [], "jabatan": office.title if office else "Ketua",
        "nama": terms[0].person.name if terms else "",
    }  # fmt: skip


def values_of(content: Content) -> dict[str, Any]:
    """What was typed into the letter, back from its content."""
    signer = (content["tanda_tangan"] or [{"jabatan": "", "nama": ""}])[0]
    basis, sign, _rest = content["pembuka"][-1].partition(INVITED)
    blocks = content["blok"]
    ends = next((at for at, block in enumerate(blocks) if block["jenis"] == "halaman"), len(blocks))
    notes = [block["teks"] for block in blocks[:ends] if block["jenis"] == "paragraf" and block["teks"] != DAYS_INTRO]
    return {
        "kota": content["tempat_tanggal"].rpartition(", ")[0], "perihal": content["judul"],
        "dasar": basis if sign else "", "catatan": notes, "tembusan": content["tembusan"],
        "jabatan": signer["jabatan"], "nama": signer["nama"],
    }  # fmt: skip


def content(meeting: Meeting, values: dict[str, Any], *, day: date) -> Content:
    """The numbered letter: what the plan says now, what was typed, and the list of the invited as its annex."""
    days = days_of(meeting)
    first, last = timezone.localtime(days[0].starts), timezone.localtime(days[-1].ends)
    agenda = [item.title for item in days[0].agenda] if len(days) == 1 else []
    found = layouts.invitation(
        kop=kop(meeting.organiser), place=values["kota"], day=day, subject=values["perihal"],
        to=["(daftar undangan terlampir)", "di Tempat"], event=meeting.title, when=first.date(), clock=clock(days[0]),
        venue=meeting.place, agenda=agenda or [meeting.title], basis=values["dasar"], notes=values["catatan"],
        signers=[{"jabatan": values["jabatan"], "nama": values["nama"]}], copies=values["tembusan"], enclosed=ANNEX,
    )  # fmt: skip
    if len(days) > 1:
        span = f"{words.full_date(first.date())} s.d. {words.full_date(last.date())}"
        found["blok"][0]["isi"][:2] = [["Hari, tanggal", span], ["Waktu", "lihat tabel"]]
        columns = [
            {"judul": "Hari, tanggal", "lebar": 4},
            {"judul": "Waktu", "lebar": 3},
            {"judul": "Acara", "lebar": 7},
        ]
        found["blok"].insert(1, layouts.table(columns, [_day_row(day) for day in days]))
    found["blok"] += [{"jenis": "halaman"}, layouts.heading(LIST_TITLE), *_list(invited(meeting))]
    return found


def _day_row(day: Session) -> list[str]:
    agenda = "\n".join(f"{n}. {item.title}" for n, item in enumerate(day.agenda, 1))
    return [words.full_date(timezone.localtime(day.starts).date()), clock(day), agenda or day.title or "-"]


def _list(rows: Sequence[Invitee]) -> list[Content]:
    columns = [{"judul": "No.", "lebar": 1, "rata": "tengah"}, {"judul": "Yth.", "lebar": 12}]
    return [layouts.table(columns, [[str(n), ", ".join(address(row)[:-1])] for n, row in enumerate(rows, 1)])]


def clock(day: Session) -> str:
    """`09.00 – 12.00 WIB`."""
    return f"{timezone.localtime(day.starts):%H.%M} – {jam(day.ends)}"


def kop(organiser: Institution) -> list[str]:
    """Letterhead of whoever invites: its name in capitals, its address below."""
    name = organiser.name.upper()
    if name.startswith("KPU "):
        name = f"KOMISI PEMILIHAN UMUM\n{name[4:]}"
    contact = ", ".join(filter(None, (organiser.phone, organiser.email)))
    return [*name.split("\n"), *filter(None, (organiser.address, contact))]


def address(invitee: Invitee) -> list[str]:
    """Lines under Yth.: an office, never a name (letters of an office go to offices)."""
    if invitee.office_id is None:
        return [f"Pimpinan {invitee.institution.name}", "di Tempat"]
    return [invitee.office.title, invitee.institution.name, "di Tempat"]


def copy(found: Content, invitee: Invitee | None = None) -> Content:
    """The letter as one invited office gets it: addressed to it, without the list of all others."""
    blocks = found["blok"]
    ends = next((at for at, block in enumerate(blocks) if block["jenis"] == "halaman"), len(blocks))
    meta = [[name, "-" if name == "Lampiran" else value] for name, value in found["meta"]]
    return found | {"blok": blocks[:ends], "meta": meta, "kepada": address(invitee) if invitee else found["kepada"]}


def is_stale(version: DocumentVersion, meeting: Meeting) -> bool:
    """Whether the plan says something else than the letter; its date and the list of an approved one do not count."""
    now = content(meeting, values_of(version.content), day=timezone.localdate())
    names = ("kop", "judul", "pembuka", "blok")
    old = version.content
    if not version.is_draft:
        now, old = copy(now), copy(old)
    return any(_plain(now[name]) != _plain(old[name]) for name in names)


def _plain(value: Any) -> Any:
    """Checked content holds more keys and cleaner texts than freshly made; compare what it says."""
    if isinstance(value, dict):
        return [part for key in ("jenis", "teks", "isi", "baris") for part in [_plain(value.get(key, ""))]]
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return " ".join(str(value).split())


# Addresses.


@dataclass(frozen=True)
class Contact:
    """Where an invitation goes; "" where the directory knows nothing."""

    email: str
    phone: str

    @property
    def channel(self) -> str:
        """Mail first: it carries the letter and the calendar; WhatsApp is sent by hand, for who has no mail."""
        return Channel.EMAIL if self.email else Channel.WHATSAPP if self.phone else ""

    @property
    def to(self) -> str:
        return self.email or self.phone


def contact(invitee: Invitee) -> Contact:
    """Of who holds the office, else of the institution."""
    places = [invitee.institution] if invitee.term_id is None else [invitee.term.person, invitee.institution]
    return Contact(
        next((one.email.strip() for one in places if letters.can_mail(one.email)), ""),
        next((one.phone.strip() for one in places if _is_phone(one.phone)), ""),
    )


def _is_phone(phone: str) -> bool:
    try:
        return bool(letters.address(Channel.WHATSAPP, phone))
    except RuleError:
        return False


# Texts.


def openings() -> dict[str, tuple[str, str]]:
    """{kind of message: (subject, first sentence)}."""
    return {
        "undangan": (_("Undangan: %(title)s"), _("Dengan hormat, kami mengundang Bapak/Ibu menghadiri %(title)s.")),
        "ubah": (_("Perubahan: %(title)s"),
                 _("Dengan hormat, ada perubahan waktu atau tempat %(title)s. Yang berlaku:")),
        "jadwal": (_("Jadwal baru: %(title)s"), _("Dengan hormat, %(title)s yang ditunda dijadwalkan ulang menjadi:")),
        "tunda": (_("Ditunda: %(title)s"),
                  _("Dengan hormat, %(title)s ditunda. Hari yang baru akan kami kabarkan.")),
        "batal": (_("Dibatalkan: %(title)s"), _("Dengan hormat, %(title)s dibatalkan. Mohon tidak hadir.")),
        "hari-hapus": (_("Sesi dibatalkan: %(title)s"),
                       _("Dengan hormat, satu sesi %(title)s dibatalkan. Sesi yang tetap berlangsung:")),
        "tarik": (_("Undangan ditarik: %(title)s"),
                  _("Dengan hormat, undangan Bapak/Ibu untuk %(title)s kami tarik. Mohon maaf dan terima kasih.")),
        "ingat": (_("Mohon jawaban: %(title)s"),
                  _("Dengan hormat, kami belum menerima jawaban Bapak/Ibu atas undangan %(title)s.")),
        "besok": (_("Besok: %(title)s"), _("Dengan hormat, kami mengingatkan bahwa besok berlangsung %(title)s.")),
    }  # fmt: skip


SILENT_ON_PLACE = ("tunda", "batal", "tarik")


def text(meeting: Meeting, days: Sequence[Session], invitee: Invitee, kind: str, *, has_link: bool) -> tuple[str, str]:
    """(subject, text), for mail and for WhatsApp alike; the address of the personal page is filled in when it goes.

    Indonesian, whoever sends it.
    """
    with in_source():
        return _text(meeting, days, invitee, kind, has_link=has_link)


def _text(meeting: Meeting, days: Sequence[Session], invitee: Invitee, kind: str, *, has_link: bool) -> tuple[str, str]:
    subject, opening = (part % {"title": meeting.title} for part in openings()[kind])
    parts = [_("Yth. %(office)s") % {"office": ", ".join(address(invitee)[:-1])}, opening]
    if kind not in SILENT_ON_PLACE:
        lines = [f"{hari(day.starts)}, {clock(day)}" for day in days]
        parts.append("\n".join([*lines, _("Tempat: %(place)s") % {"place": meeting.place}]))
        agenda = [item.title for day in days for item in day.agenda][:12]
        if agenda and kind in ("undangan", "ubah", "jadwal"):
            numbered = [f"{number}. {title}" for number, title in enumerate(agenda, 1)]
            parts.append("\n".join([_("Acara:"), *numbered]))
    if has_link and kind != "tarik":
        if kind not in ("tunda", "batal"):
            parts.append(
                _("Mohon jawaban kehadiran melalui halaman undangan Bapak/Ibu (tanpa akun):") + f"\n{LINK_MARK}"
            )
        else:
            parts.append(_("Keterangan di halaman undangan Bapak/Ibu:") + f"\n{LINK_MARK}")
    parts.append(_("Terima kasih.") + f"\n{meeting.organiser.name}")
    return subject[:200], "\n\n".join(parts)


# Calendars.


def uid(session: Session) -> str:
    """For life: a day keeps its event however often it moves."""
    return f"sesi-{session.uuid}@electcoord"


def calendar(meeting: Meeting, days: Iterable[Session], to: Contact, invitee: Invitee, *, is_off: bool) -> File:
    """The .ics of these days; `is_off`: takes them out of the calendar. No link in it: files are kept as they are."""
    state = ics.State.CANCELLED if is_off else ics.State.CONFIRMED
    now = timezone.now().replace(microsecond=0)
    events = [
        ics.Event(
            uid=uid(day), title=f"{meeting.title}: {day.title}" if day.title else meeting.title, starts=day.starts,
            ends=day.ends, changed=now, sequence=day.sequence, state=state, place=meeting.place,
            text="\n".join(item.title for item in getattr(day, "agenda", [])), remind=60,
        )
        for day in days
    ]  # fmt: skip
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("> ")
    organiser = meeting.organiser
    found = ics.invitation(
        events, organiser=ics.Guest(organiser.name, organiser.email or sender), guest=ics.Guest(str(invitee), to.email)
    )
    return File("pembatalan.ics" if is_off else "undangan.ics", found, f"text/calendar; method={ics.method_of(found)}")
