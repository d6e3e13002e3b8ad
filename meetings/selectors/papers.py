"""Reads of a meeting's papers, photos and follow-ups for its pages."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.office.selectors import people
from electcoord.papers import attachments
from electcoord.papers.models import Attachment, Classification, Document, DocumentVersion
from electcoord.regions.models import Region
from electcoord.situation import selectors as situation
from electcoord.situation.models import FollowUp
from meetings import assembly
from meetings.models import Meeting
from meetings.states import MeetingState

SLUGS = {assembly.MINUTES: "notulen", assembly.REPORT: "berita-acara"}
TONES = {"draf": ("periksa", "ubah"), "disahkan": ("cocok", "selesai"), "ditandatangani": ("selesai", "selesai"),
         "dicabut": ("belum", "tolak")}  # fmt: skip
MOST = 100


def shown_blocks(content: dict[str, Any], typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The blocks with what may be typed at which place; what was typed before a refusal comes first."""
    found = []
    for at, block in enumerate(content["blok"]):
        is_prose = assembly.is_prose(block)
        text = typed.get(f"p-{at}", block.get("teks", "")) if is_prose else block.get("teks", "")
        found.append(block | {"at": at, "is_prose": is_prose, "text": text,
                              "rows": min(12, 2 + len(text) // 90 + text.count("\n"))})  # fmt: skip
    return found


def lines_of(content: dict[str, Any]) -> list[str]:
    """What a paper says, as lines to compare."""
    found = [*content["judul"].splitlines(), *(f"{k}: {v}" for k, v in content["meta"]), *content["pembuka"]]
    for block in content["blok"]:
        kind = block["jenis"]
        if kind in ("judul", "paragraf"):
            found += block["teks"].splitlines()
        elif kind == "butir":
            found += block["isi"]
        elif kind == "pasangan":
            found += [f"{k}: {v}" for k, v in block["isi"]]
        elif kind == "tabel":
            found += [" · ".join(row) for row in block["baris"]]
        elif kind == "gambar":
            found.append(f"[{block['keterangan'] or block['sha256'][:12]}]")
    return found


def number_of(versions: Iterable[DocumentVersion]) -> str:
    return next((v.register_number.text for v in versions if v.register_number_id), "")


def names_of(versions: Iterable[DocumentVersion]) -> dict[str, str]:
    return people({uuid for v in versions for uuid in (v.made_by, v.approved_by) if uuid})


def number_choices(request: Any, meeting: Meeting) -> dict[str, Any]:
    """Whose register and which classification a number is taken of."""
    codes = {meeting.region_id, meeting.region_id[:4]}
    regions = Region.objects.filter(pk__in=codes).order_by("-code")
    return {
        "issuers": [r for r in regions
                    if access.may(request.user, Can.APPROVE_DOCUMENT, region=r.code, election=meeting.election)],
        "classifications": Classification.objects.filter(is_active=True),
    }  # fmt: skip


def photos_page(meeting: Meeting, content: dict[str, Any]) -> list[dict[str, Any]]:
    """Every photo of the meeting, and whether this paper shows it."""
    chosen = {block["sha256"] for block in content["blok"] if block["jenis"] == "gambar"}
    return [
        _file(meeting, row) | {"is_chosen": row.pages[0]["gambar"] in chosen} for row in assembly.photos_of(meeting)
    ]


def files_page(meeting: Meeting) -> dict[str, Any]:
    rows = list(attachments.attachments_of(meeting.subject))
    return {"photos": [_file(meeting, r) for r in rows if r.role == "foto"],
            "sheets": [_file(meeting, r) for r in rows if r.role == "bahan"]}  # fmt: skip


def _file(meeting: Meeting, row: Any) -> dict[str, Any]:
    url = reverse("meetings:file", args=[meeting.uuid, row.uuid])
    return {"row": row, "url": url, "small": f"{url}?kecil=1" if not row.is_pdf else ""}


def workspace(user: Any, meeting: Meeting, may: dict[str, bool]) -> dict[str, Any]:
    """The parts of the meeting's page that come after it: papers, photos, follow-ups, circulars, the next step."""
    rows = Document.objects.filter(subject=meeting.subject, kind__code__in=SLUGS).select_related("kind")
    papers = []
    for row in rows.order_by("-kind__code").prefetch_related("versions__register_number", "versions__signed"):
        versions = sorted(row.versions.all(), key=lambda v: -v.number)
        if not (may["record"] or may["approve"]):
            versions = [v for v in versions if not v.is_draft]
        if versions:
            last = versions[0]
            tone, icon = TONES[last.state]
            papers.append({"document": row, "version": last, "tone": tone, "icon": icon, "number": number_of(versions),
                           "slug": SLUGS[row.kind.code],
                           "url": reverse("meetings:document", args=[meeting.uuid, SLUGS[row.kind.code]])})  # fmt: skip
    sees = access.may(user, Can.VIEW_FOLLOW_UPS, region=meeting.region_id, election=meeting.election)
    owed = situation.for_meeting(meeting.subject, meeting.election, open_only=False)[:MOST] if sees else []
    today = timezone.localdate()
    return {
        "papers": papers, **files_page(meeting), "sees_follow_ups": sees,
        "follow_ups": [situation.line(row, today) for row in owed],
        "open_url": open_url(meeting), "circulars": list(meeting.circulars.select_related("document")[:MOST]),
        "may_follow_up": access.may(user, Can.MANAGE_FOLLOW_UPS, region=meeting.region_id, election=meeting.election),
        "after": _after(meeting, papers),
    }  # fmt: skip


def _after(meeting: Meeting, papers: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The paper that waits, and for what; None where nothing does."""
    order = {"draf": "sahkan", "disahkan": "tandatangan"}
    for wanted in ("draf", "disahkan"):
        for paper in papers:
            if paper["version"].state == wanted:
                return paper | {"step": order[wanted]}
    return {"step": "arsip"} if papers and meeting.state == MeetingState.BA_DITANDATANGANI else None


def open_url(meeting: Meeting, instruction: str = "") -> str:
    """The form of a new follow-up that comes of this meeting."""
    told = {"asal": meeting.subject, "judul": meeting.title, **({"arahan": instruction[:1500]} if instruction else {})}
    return f"{reverse('situation:open')}?{urlencode(told)}"


def open_follow_ups(user: Any, meeting: Meeting) -> list[FollowUp]:
    """Open ones of the meeting's region that the account sees and the meeting does not hold yet, overdue first."""
    rows = FollowUp.objects.open().filter(situation.seen_q(user), election=meeting.election)
    rows = rows.filter(region__code__startswith=meeting.region_id).exclude(origin=meeting.subject)
    held = FollowUp.objects.filter(notes__ref=meeting.subject)
    return list(rows.exclude(pk__in=held.values("pk")).select_related(*situation.RELATED).order_by("due", "pk")[:MOST])


def carry_page(user: Any, meeting: Meeting, most: int = MOST) -> dict[str, Any]:
    """What waits to be carried in; `most`: so many are shown, `more` are not."""
    today, rows = timezone.localdate(), open_follow_ups(user, meeting)
    return {"items": [situation.line(row, today) for row in rows[:most]], "more": len(rows[most:])}


def put_scans(meeting: Meeting, mandates: list[Any]) -> None:
    """`scans` of every mandate, in one query."""
    by_subject = {f"meetings.mandate:{one.uuid}": one for one in mandates}
    for one in mandates:
        one.scans = []
    for row in Attachment.objects.filter(subject__in=by_subject, role="mandat"):
        by_subject[row.subject].scans.append(_file(meeting, row))
