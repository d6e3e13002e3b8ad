"""Who was trained at a bimtek, per TPS, and the certificates. Names of trainees never leave their rows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.elections.models import Regime, Tps
from electcoord.ledger.recording import Actor
from electcoord.papers import numbers
from electcoord.regions.models import Region, covers
from meetings.actions.deeds import entry, lock_meeting, optional, reason_of, require, stale
from meetings.ledger_actions import TrainingAction
from meetings.models import CertificateBatch, Meeting, MeetingKind, Trainee, TrainingGroup, TrainingTarget
from meetings.models.training import kpps_members
from meetings.states import HELD, PLANNED, RUNNING

# A deed of more TPS would make an entry that nobody reads; a kabupaten is recorded kecamatan by kecamatan.
MOST_TPS = 500
_DESA = 10
Marks = Mapping[str, Mapping[int, str]]


@dataclass
class Change:
    """What a deed would do: new ticks, names for nameless ones, ticks taken back."""

    new: list[Trainee] = field(default_factory=list)
    named: list[Trainee] = field(default_factory=list)
    gone: list[Trainee] = field(default_factory=list)
    stations: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.new or self.named or self.gone)


@transaction.atomic
def set_targets(meeting: Meeting, pairs: Collection[tuple[Region, str]], *, actor: Actor) -> list[TrainingTarget]:
    """Whom the bimtek is for: (kecamatan or desa, group). What is not named any more is taken off. RuleError."""
    meeting = _bimtek(lock_meeting(meeting.pk))
    require(meeting, (*PLANNED, *RUNNING), _("Sasaran bimtek berstatus %(state)s tidak diubah lagi."))
    for region, group in pairs:
        if group not in TrainingGroup.values:
            raise RuleError(_("Pilih kelompok sasaran: KPPS, PPS, atau PPK."))
        if not covers(meeting.region_id, region.code):
            raise RuleError(_("Sasaran di luar wilayah rapat ini."))
    wanted = {(region.code, group): region for region, group in pairs}
    known = {(row.region_id, row.group): row for row in meeting.targets.filter(is_active=True)}
    gone = [row for key, row in known.items() if key not in wanted]
    new = [TrainingTarget(meeting=meeting, region=region, group=key[1])
           for key, region in wanted.items() if key not in known]  # fmt: skip
    if new or gone:
        told = {"jumlah": len(wanted), "sasaran": sorted(f"{code} {group}" for code, group in wanted)}
        with entry(TrainingAction.TARGETED, meeting, actor, **told):
            for row in gone:
                row.is_active = False
                row.save(update_fields=["is_active"])
            TrainingTarget.objects.bulk_create(new)
    return list(meeting.targets.filter(is_active=True))


@transaction.atomic
def record_training(
    meeting: Meeting,
    marks: Marks,
    *,
    seen: Mapping[str, Collection[int]] | None = None,
    reason: str = "",
    actor: Actor,
) -> Change:
    """Which KPPS members of these TPS were there: {TPS code: {member number: name or ""}}, all of a TPS at once.

    A blank name keeps the one that is known. `seen`: what the page showed; ConflictError where it is no longer so.
    Taking a tick back or changing a name is a correction and needs a `reason`. RuleError.
    """
    meeting = _bimtek(lock_meeting(meeting.pk))
    require(meeting, HELD, _("Peserta dicatat sejak bimtek dibuka (sekarang %(state)s)."))
    if len(marks) > MOST_TPS:
        raise RuleError(_("Sekali catat paling banyak %(most)s TPS.") % {"most": MOST_TPS})
    stations = _stations(meeting, marks)
    known = _known(meeting, stations.values())
    if seen is not None and any(set(seen.get(code, ())) != set(known[code]) for code in marks):
        raise stale()
    change = _compare(meeting, marks, stations, known, actor)
    if not change:
        return change
    action, told = TrainingAction.RECORDED, _told(change, marks)
    if change.gone:
        if not reason.strip():
            raise RuleError(_("Ada peserta yang dihapus atau diganti namanya; tulis alasannya."))
        action, told = TrainingAction.CORRECTED, told | {"alasan": reason_of(reason)}
    with entry(action, meeting, actor, **told):
        for row in change.gone:
            row.is_void, row.void_reason, row.voided_by = True, reason_of(reason)[:250], actor.uuid
            row.save(update_fields=["is_void", "void_reason", "voided_by"])
        for row in change.named:
            row.save(update_fields=["name"])
        Trainee.objects.bulk_create(change.new, batch_size=500)
    return change


def as_many(known: Collection[int], count: int, members: int) -> set[int]:
    """So many of `members`: who is ticked stays, the lowest free numbers come, the highest go."""
    found = set(sorted(known)[:count])
    free = [number for number in range(1, members + 1) if number not in found]
    return found | set(free[: count - len(found)])


@transaction.atomic
def issue_certificates(meeting: Meeting, desa: Region, *, actor: Actor) -> CertificateBatch:
    """One number of the register (SERT) for the trainees of a desa; asked again it is the same batch. RuleError."""
    meeting = _bimtek(lock_meeting(meeting.pk))
    require(meeting, HELD, _("Sertifikat diterbitkan sesudah bimtek dibuka (sekarang %(state)s)."))
    if known := meeting.certificates.filter(region=desa).select_related("number").first():
        return known
    if len(desa.code) != _DESA or not covers(meeting.region_id, desa.code):
        raise RuleError(_("Sertifikat diterbitkan per desa di wilayah rapat ini."))
    count = meeting.trainees.filter(is_void=False, tps__desa=desa).count()
    if not count:
        raise RuleError(_("Belum ada peserta bimtek dari desa ini."))
    row = CertificateBatch(meeting=meeting, region=desa, at=timezone.now(), by=actor.uuid)
    classification = "PL.02" if meeting.election.regime == Regime.PILKADA else "PL.01"
    row.number = numbers.take_number(
        kind="SERT", issuer=meeting.organiser.region_id, classification=classification, about=_("Sertifikat bimtek"),
        subject=meeting.subject, day=timezone.localdate(meeting.starts), election=meeting.election, actor=actor,
    )  # fmt: skip
    told = {"desa": desa.code, "jumlah": count, "nomor": row.number.text}
    with entry(TrainingAction.CERTIFIED, meeting, actor, **told):
        row.save(force_insert=True)
    return row


def _bimtek(meeting: Meeting) -> Meeting:
    if meeting.kind != MeetingKind.BIMTEK:
        raise RuleError(_("Rapat ini bukan bimbingan teknis."))
    return meeting


def _stations(meeting: Meeting, codes: Iterable[str]) -> dict[str, Tps]:
    # A code from a form may hold anything; the database is asked about codes only.
    asked = [code for code in codes if code.isascii() and code.isdigit()]
    rows = {tps.code: tps for tps in Tps.objects.filter(election=meeting.election_id, code__in=asked)}
    for code in codes:
        if code not in rows or not covers(meeting.region_id, code):
            raise RuleError(_("TPS %(code)s tidak ada di wilayah rapat ini.") % {"code": code[:13].replace("\x00", "")})
    return rows


def _known(meeting: Meeting, stations: Iterable[Tps]) -> dict[str, dict[int, Trainee]]:
    found: dict[str, dict[int, Trainee]] = {tps.code: {} for tps in stations}
    rows = Trainee.objects.filter(meeting=meeting, is_void=False, tps__in=list(stations)).select_related("tps")
    for row in rows:
        found[row.tps.code][row.number] = row
    return found


def _compare(
    meeting: Meeting, marks: Marks, stations: dict[str, Tps], known: dict[str, dict[int, Trainee]], actor: Actor
) -> Change:
    change, now, most = Change(), timezone.now(), kpps_members(meeting.election)
    for code, members in marks.items():
        before = known[code]
        for number, name in members.items():
            # Who was ticked when the profile had more members stays.
            if number not in before and (type(number) is not int or not 1 <= number <= most):
                raise RuleError(_("Nomor anggota KPPS: 1 sampai %(most)s.") % {"most": most})
            name, row = optional(name, _("Nama"), 120), before.get(number)
            made = Trainee(meeting=meeting, tps=stations[code], number=number, name=name, at=now, by=actor.uuid)
            if row is None:
                change.new.append(made)
            elif name and not row.name:
                row.name = name
                change.named.append(row)
            elif name and name != row.name:
                change.gone.append(row)
                change.new.append(made)
            else:
                continue
            change.stations.add(code)
        lost = [row for number, row in before.items() if number not in members]
        change.gone += lost
        change.stations |= {code} if lost else set()
    return change


def _told(change: Change, marks: Marks) -> dict[str, object]:
    """Numbers of members per TPS as they are afterwards; no name."""
    return {
        "jumlah_tps": len(change.stations), "bertambah": len(change.new), "berkurang": len(change.gone),
        "dinamai": len(change.named),
        "tps": {code: "".join(map(str, sorted(marks[code]))) for code in sorted(change.stations)},
    }  # fmt: skip
