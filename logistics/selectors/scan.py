"""What a telephone takes along to a hand-over, and what became of one."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.numbers import angka
from electcoord.elections.models import Election
from electcoord.papers import attachments
from electcoord.papers.models import Attachment
from logistics.models import Confirmation, Container, Handover, HandoverLine, Holder, Reason, Seal, Side
from logistics.selectors import boxes
from logistics.states import LineState, SealSeen

# Rows in one answer; the telephone asks on until nothing follows.
PAGE = 500
MOST_WAITING = 30
MOST_DIFFERENCES = 50
# A told time further than this from its arrival is said: the telephone was away, or its clock is wrong.
LATE = timedelta(minutes=15)


def subject_of(handover: Handover) -> str:
    """What its photos hang on, and how the ledger names it."""
    return f"logistics.handover:{handover.uuid}"


def may_tell_at(request: HttpRequest, holder: Holder, election: Election) -> bool:
    return access.may(request.user, Can.HAND_OVER, region=boxes.region_of(holder), election=election)


def holders_taken(request: HttpRequest, election: Election, after: str) -> dict[str, Any]:
    """Holders that the account may choose, from the one after the key `after`."""
    rows = list(boxes.holders_of(request, election).filter(key__gt=after).order_by("key")[: PAGE + 1])
    return {
        "pemegang": [
            {"kunci": row.key, "nama": row.name, "jenis": str(row.get_kind_display()),
             "sendiri": may_tell_at(request, row, election)}
            for row in rows[:PAGE]
        ],
        "lanjut": rows[PAGE - 1].key if len(rows) > PAGE else None,
    }  # fmt: skip


def boxes_taken(request: HttpRequest, election: Election, giver: Holder, after: str) -> dict[str, Any]:
    """Boxes that the giver holds and that are meant for the account's regions, with the seals on them."""
    codes = access.scope(request.user, Can.HAND_OVER, election)
    on = Prefetch("seals", Seal.objects.filter(removed_at__isnull=True).order_by("number"), to_attr="sealed_with")
    rows = Container.objects.filter(access.region_q(codes, "region__code"), holder=giver, code__gt=after)
    rows = list(rows.select_related("contest", "tps").prefetch_related(on).order_by("code")[: PAGE + 1])
    return {
        "dari": giver.key,
        "kotak": [
            {"kode": row.code, "apa": boxes.what(row), "langkah": row.step,
             "segel": [seal.number for seal in row.sealed_with]}
            for row in rows[:PAGE]
        ],
        "lanjut": rows[PAGE - 1].code if len(rows) > PAGE else None,
    }  # fmt: skip


def waiting_for(request: HttpRequest, election: Election) -> list[dict[str, Any]]:
    """Hand-overs whose one side has told and whose other side is the account's: who, when, never which boxes."""
    near = boxes.handovers_of(request, election).annotate(n=Count("confirmations", distinct=True)).filter(n=1)
    rows = near.select_related("giver__tps", "receiver__tps").prefetch_related("confirmations")
    found = []
    for row in rows.order_by("-first_at", "-pk")[: MOST_WAITING * 4]:
        [told] = row.confirmations.all()
        left = Side.PENERIMA if told.side == Side.PEMBERI else Side.PEMBERI
        own = row.receiver if left == Side.PENERIMA else row.giver
        if may_tell_at(request, own, election):
            found.append({
                "serah_terima": str(row.uuid), "pihak": str(left), "dari": row.giver.key, "ke": row.receiver.key,
                "nama": str(row), "sejak": row.first_at.isoformat(),
            })  # fmt: skip
    return found[:MOST_WAITING]


def outcome(row: Handover) -> dict[str, Any]:
    """What became of a hand-over. Before both sides told, nothing of what either saw."""
    told = [str(found.side) for found in row.confirmations.all()]
    answer = {
        "serah_terima": str(row.uuid), "dinyatakan": told, "dari": row.giver.key, "ke": row.receiver.key,
        "nama": str(row), "url": reverse("logistics:handover", args=[row.election.slug, row.uuid]),
        "foto": photos_of(row).count(), "keadaan": "menunggu_pihak",
    }  # fmt: skip
    if len(told) < len(Side):
        return answer
    lines = list(row.lines.select_related("container").order_by("container__code"))
    counts = {state: sum(1 for line in lines if line.state == state) for state in LineState}
    wrong = [line for line in lines if boxes.is_wrong(line)]
    state = "selisih" if wrong else "menunggu" if counts[LineState.MENUNGGU] else "selesai"
    return answer | {
        "keadaan": state, "berpindah": counts[LineState.BERPINDAH], "menunggu": counts[LineState.MENUNGGU],
        "selisih": len(wrong), "kotak_selisih": [_difference(line) for line in wrong[:MOST_DIFFERENCES]],
    }  # fmt: skip


def _difference(line: HandoverLine) -> dict[str, str]:
    shown = boxes.line_of(line)
    why = shown["reason"] or _("segel: %(seals)s") % {"seals": shown["seals"]}
    return {"kode": line.container.code, "hasil": str(shown["word"]), "sebab": str(why)}


def photos_of(row: Handover) -> QuerySet[Attachment]:
    return attachments.attachments_of(subject_of(row)).filter(role="foto")


def handover_more(request: HttpRequest, row: Handover, page: dict[str, Any]) -> dict[str, Any]:
    """For the page of a hand-over: photos, places, what is still missing, and whether the account may add a photo."""
    told = {side["side"]: side["told"] for side in page["sides"] if side["told"]}
    photos = list(photos_of(row))
    return {
        "facts": facts(told, page["known"], len(photos)),
        "photos": [{"row": photo, "side": Side(photo.caption).label if photo.caption in Side.values else ""}
                   for photo in photos],
        "may_photograph": any(boxes.acts_for(request, row, side) for side in Side),
    }  # fmt: skip


def facts(told: Mapping[str, Confirmation], lines: list[HandoverLine], photos: int) -> list[dict[str, str]]:
    """What a hand-over should have and which of it is missing: both sides, seals equal, photo, time (J3)."""
    absent = [str(Side(side).label) for side in Side if side not in told]
    sides = _("belum: %(sides)s") % {"sides": ", ".join(absent)} if absent else _("lengkap")
    late = [found for found in told.values() if abs(found.received_at - found.told_at) > LATE]
    checks = [
        (_("Kedua pihak"), not absent, sides),
        _seals(lines, is_open=bool(absent)),
        (_("Foto"), photos > 0, _("%(n)s foto") % {"n": angka(photos)} if photos else _("belum ada")),
        (_("Waktu"), bool(told) and not late, _time(late) if told else _("belum ada")),
    ]  # fmt: skip
    return [
        {"label": label, "text": text, "tone": "selesai" if is_there else "periksa",
         "icon": "selesai" if is_there else "periksa"}
        for label, is_there, text in checks
    ]  # fmt: skip


def _seals(lines: list[HandoverLine], *, is_open: bool) -> tuple[str, bool, str]:
    if is_open:
        return _("Segel"), False, _("dibandingkan setelah kedua pihak menyatakan")
    both = [line for line in lines if line.giver_seal and line.receiver_seal]
    bad = sum(1 for line in both if not line.giver_seal == line.receiver_seal == SealSeen.COCOK)
    if bad:
        return _("Segel"), False, _("%(n)s kotak tidak cocok atau tidak dicek") % {"n": angka(bad)}
    return (
        _("Segel"),
        bool(both),
        _("cocok menurut kedua pihak") if both else _("belum ada kotak yang dilihat keduanya"),
    )


def _time(late: list[Confirmation]) -> str:
    if not late:
        return _("jam telepon dan jam server cocok")
    sides = ", ".join(str(Side(found.side).label) for found in late)
    return _("jam telepon %(sides)s lain dari jam server; mungkin dikirim belakangan") % {"sides": sides}


def choices() -> dict[str, list[tuple[str, str]]]:
    """Words for the telephone's lists: seals, and why a box was left behind."""
    left = (Reason.TERTINGGAL, Reason.TERCECER, Reason.SALAH_MUAT, Reason.RUSAK, Reason.SALAH_PINDAI)
    return {
        "seals": [(seal.value, str(seal.label)) for seal in SealSeen],
        "reasons": [(reason.value, str(reason.label)) for reason in left],
    }
