"""'Mengapa angka ini berubah?': the story of one sheet, a paragraph per deed, the newest last.

Everything below `story_page` is pure: it tells what stored rows say and asks the database nothing.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.numbers import angka
from electcoord.ledger.models import Entry
from electcoord.office.selectors import ROLES, people
from electcoord.papers.models import Photo, Placement
from recap.ballot import Ballot, ballot_of
from recap.boxes import codes_of
from recap.ledger_actions import SheetAction
from recap.models import (
    CORRECTIONS,
    Correction,
    CorrectionReason,
    CorrectionState,
    Release,
    Sheet,
    SheetVersion,
    Source,
    VersionKind,
)
from recap.reading import Figure, differences, reading_of
from recap.rules.evaluate import limit_of, over_limit
from recap.rules.limits import Limits
from recap.selectors import papers, places
from recap.selectors.tps import TpsPlace

CHOICES = {"pertama": lazy("entri pertama"), "kedua": lazy("entri kedua"), "ketiga": lazy("dibaca ulang dari kertas")}
SOURCES = {
    Source.KETIK: lazy("diketik dari C.Hasil"),
    Source.BERKAS: lazy("dari berkas bacaan C.Hasil"),
    Source.D_HASIL: lazy("dari D.Hasil Kecamatan yang bertanda tangan"),
}
MEANING = {
    VersionKind.SALAH_BACA: lazy("kertasnya tidak berubah, bacaannya yang keliru"),
    VersionKind.PEMBETULAN: lazy("kertasnya diubah dalam pleno"),
}


@dataclass(frozen=True)
class Deed:
    """One paragraph. `cells`: [{label, old, new, note}], old struck through; `pairs`: the two entries side by side;
    `quotes`: [{label, text}] in people's own words; `tone` as in the timeline; `order` breaks ties of time."""

    at: datetime
    order: int
    title: str
    who: str
    role: str
    text: str
    tone: str = ""
    cells: Sequence[dict[str, Any]] = ()
    pairs: Sequence[dict[str, Any]] = ()
    quotes: Sequence[dict[str, str]] = ()
    number: int | None = None
    kind: str = ""
    photo: Photo | None = None
    # Pages of a photo that was added; photos that one person adds one after the other are one paragraph.
    pages: tuple[int, ...] = ()
    code: str = ""
    url: str = ""


@dataclass(frozen=True)
class Facts:
    """All that is stored about one sheet; `names` of accounts by uuid, `titles` of boxes by code."""

    sheet: Sheet
    ballot: Ballot
    versions: Sequence[SheetVersion] = ()
    releases: Sequence[Release] = ()
    corrections: Sequence[Correction] = ()
    placements: Sequence[Placement] = ()
    entries: Sequence[Entry] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    limits: Limits | None = None
    dpt: Figure = None
    # Whether this person may see both entries; whoever is blind (`hidden`) sees no figure and no reason at all.
    may_compare: bool = True
    may_read_ledger: bool = False
    hidden: bool = False

    @cached_property
    def titles(self) -> dict[str, str]:
        return papers.cell_titles(self.ballot)

    @cached_property
    def by_kind(self) -> dict[str, SheetVersion]:
        """The two entries and the decision; corrections may be several."""
        return {version.kind: version for version in self.versions}

    @cached_property
    def by_uuid(self) -> dict[str, Entry]:
        return {str(entry.uuid): entry for entry in self.entries}

    def who(self, uuid: str) -> str:
        return self.names.get(uuid) or _("Akun yang tidak dikenal")

    @cached_property
    def order(self) -> dict[str, int]:
        """Where each box stands on the paper."""
        return {code: at for at, code in enumerate(codes_of(self.ballot))}

    def differences(self, first: SheetVersion, second: SheetVersion) -> list[tuple[str, Figure, Figure]]:
        """(code, first, second) of every box that differs, as the boxes stand on the paper."""
        found = differences(reading_of(first), reading_of(second), self.ballot)
        return sorted(found, key=lambda cell: self.order[cell[0]])

    def before(self, version: SheetVersion) -> SheetVersion | None:
        """The version that was in use before this one."""
        used = [v for v in self.versions if v.kind != VersionKind.ENTRI_DUA and v.number < version.number]
        return max(used, key=lambda v: v.number, default=None)


def deeds(facts: Facts) -> list[Deed]:
    """The story in the order of time."""
    found = [_version(facts, version) for version in facts.versions]
    found += [_release(facts, release) for release in facts.releases]
    found += [deed for correction in facts.corrections for deed in _correction(facts, correction)]
    found += _photos(facts)
    return _together(sorted(found, key=lambda deed: (deed.at, deed.order)))


def _together(found: Iterable[Deed]) -> list[Deed]:
    told: list[Deed] = []
    for deed in found:
        last = told[-1] if told else None
        if last and last.pages and deed.pages and last.who == deed.who:
            pages = (*last.pages, *deed.pages)
            told[-1] = replace(last, pages=pages, text=_added(pages))
        else:
            told.append(deed)
    return told


def _added(pages: Sequence[int]) -> str:
    *most, last = sorted(set(pages))
    listed = _("%(most)s dan %(last)s") % {"most": ", ".join(map(str, most)), "last": last} if most else str(last)
    if len(pages) == 1:
        return _("Menambah foto halaman %(page)s.") % {"page": listed}
    return _("Menambah %(count)s foto halaman %(listed)s.") % {"count": len(pages), "listed": listed}


def counts(versions: Iterable[SheetVersion]) -> dict[str, int]:
    """How often figures were corrected: `salah_baca` and `pembetulan` apart, never together."""
    found = dict.fromkeys(CORRECTIONS, 0)
    for version in versions:
        if version.kind in found:
            found[version.kind] += 1
    return found


def changed_figures(facts: Facts) -> dict[str, Any]:
    """Every box in which two versions ever differed: one column per version, the one in use last marked."""
    shown = [v for v in facts.versions if facts.may_compare or v.kind != VersionKind.ENTRI_DUA]
    if facts.hidden or not shown:
        return {"columns": [], "rows": []}
    cells = [reading_of(version).cells(facts.ballot) for version in shown]
    in_use = [version.pk == facts.sheet.current_id for version in shown]
    current = next((values for values, used in zip(cells, in_use, strict=True) if used), cells[0])
    rows = [
        {"label": facts.titles[code],
         "cells": [{"value": values[code], "is_current": used, "is_old": values[code] != current[code]}
                   for values, used in zip(cells, in_use, strict=True)]}
        for code in facts.order
        if len({values[code] for values in cells}) > 1
    ]  # fmt: skip
    columns = [{"number": version.number, "label": version.get_kind_display(), "is_current": used}
               for version, used in zip(shown, in_use, strict=True)]  # fmt: skip
    return {"columns": columns, "rows": rows}


# One deed each


def _version(facts: Facts, version: SheetVersion) -> Deed:
    entry = facts.by_uuid.get(str(version.entry))
    tell = {
        VersionKind.ENTRI_SATU: _first, VersionKind.ENTRI_DUA: _second, VersionKind.KEPUTUSAN: _decision,
    }.get(VersionKind(version.kind), _corrected)  # fmt: skip
    more = tell(facts, version, json.loads(entry.payload) if entry else {})
    if version.breaks_limit:
        more["quotes"] = [*more.get("quotes", ()), *_quarantine(facts, version)]
        more["tone"] = "periksa"
    return Deed(
        at=version.entered_at, order=version.number * 10, who=facts.who(version.entered_by), kind=version.kind,
        role=ROLES.get(version.role, version.role), number=version.number, **_place(facts, entry),
        **_shown(facts, more),
    )  # fmt: skip


def _shown(facts: Facts, more: dict[str, Any]) -> dict[str, Any]:
    """For whoever is blind a deed keeps its title and its plain sentence."""
    plain = more.pop("plain", more["text"])
    if not facts.hidden:
        return more
    return {"title": more["title"], "text": plain}


def _place(facts: Facts, entry: Entry | None) -> dict[str, str]:
    """Where the deed stands in the ledger, for those who may read it."""
    if entry is None or not facts.may_read_ledger:
        return {}
    url = reverse("office:ledger-entry", args=[entry.chain, entry.position])
    return {"code": f"{entry.chain} #{entry.position}", "url": url}


def _first(facts: Facts, version: SheetVersion, payload: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": _("Entri pertama"),
        "text": _("Membaca kertas untuk pertama kali, %(source)s.") % {"source": SOURCES[version.source]},
    }


def _second(facts: Facts, version: SheetVersion, payload: dict[str, Any]) -> dict[str, Any]:
    plain = _("Membaca kertas yang sama untuk kedua kali, %(source)s.") % {"source": SOURCES[version.source]}
    first = facts.by_kind.get(VersionKind.ENTRI_SATU)
    found = facts.differences(first, version) if first else []
    if not found:
        text = _("%(plain)s Setiap isian sama dengan entri pertama.") % {"plain": plain}
        return {"title": _("Entri kedua"), "text": text, "plain": plain, "tone": "cocok"}
    text = _("%(plain)s %(count)s isian berbeda dari entri pertama; lembar menunggu keputusan orang ketiga.") % {
        "plain": plain,
        "count": len(found),
    }
    return {
        "title": _("Entri kedua"),
        "text": text,
        "plain": plain,
        "tone": "periksa",
        "pairs": [_pair(facts, code, a, b) for code, a, b in found],
    }


def _pair(facts: Facts, code: str, first: Figure, second: Figure, **more: Any) -> dict[str, Any]:
    """One box of the two entries; their figures only for those who may compare them."""
    if not facts.may_compare:
        return {"label": facts.titles[code], "masked": True, **more}
    return {"label": facts.titles[code], "first": first, "second": second, **more}


def _decision(facts: Facts, version: SheetVersion, payload: dict[str, Any]) -> dict[str, Any]:
    plain = _("Memutuskan isian yang dibaca berbeda oleh dua entri.")
    first, second = (facts.by_kind.get(kind) for kind in (VersionKind.ENTRI_SATU, VersionKind.ENTRI_DUA))
    pairs = []
    if first and second:
        chosen = reading_of(version).cells(facts.ballot)
        said = payload.get("pilihan", {})
        for code, a, b in facts.differences(first, second):
            choice = said.get(code) or ("pertama" if chosen[code] == a else "kedua" if chosen[code] == b else "ketiga")
            pairs.append(_pair(facts, code, a, b, chosen=chosen[code], choice=CHOICES.get(choice, choice)))
    return {
        "title": _("Keputusan beda entri"),
        "text": _("Memutuskan %(count)s isian yang dibaca berbeda oleh dua entri.") % {"count": len(pairs)},
        "plain": plain,
        "tone": "cocok",
        "pairs": pairs,
        "quotes": _quotes((_("Catatan"), payload.get("catatan", ""))),
    }


def _corrected(facts: Facts, version: SheetVersion, payload: dict[str, Any]) -> dict[str, Any]:
    kind = VersionKind(version.kind)
    correction = next((c for c in facts.corrections if c.version_id == version.pk), None)
    proposer = facts.who(correction.proposed_by if correction else payload.get("pengusul", ""))
    plain = _("Menyetujui usul %(kind)s dari %(proposer)s.") % {"kind": kind.label, "proposer": proposer}
    if correction:
        changes = _in_order(facts, correction.changes)
    else:
        before = facts.before(version)
        found = facts.differences(before, version) if before else []
        changes = found
    return {
        "title": _("%(kind)s disetujui") % {"kind": kind.label.capitalize()},
        "text": _("%(plain)s %(count)s isian yang dipakai berubah: %(meaning)s.")
        % {"plain": plain, "count": len(changes), "meaning": MEANING[kind]},
        "plain": plain,
        "tone": "periksa",
        "cells": _cells(facts, changes),
        "quotes": _quotes((_("Catatan putusan"), correction.note if correction else payload.get("catatan", ""))),
    }


def _in_order(facts: Facts, changes: Mapping[str, Sequence[Figure]]) -> list[tuple[str, Figure, Figure]]:
    """Changes of a correction in the paper's order."""
    return [
        (code, *changes[code]) for code in sorted(changes, key=lambda code: facts.order.get(code, len(facts.order)))
    ]


def _cells(facts: Facts, changes: Iterable[tuple[str, Figure, Figure]]) -> list[dict[str, Any]]:
    return [{"label": facts.titles.get(code, code), "old": old, "new": new} for code, old, new in changes]


def _quotes(*said: tuple[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "text": text} for label, text in said if text]


def _quarantine(facts: Facts, version: SheetVersion) -> list[dict[str, str]]:
    """Which figures are above which bound (R28)."""
    reading = reading_of(version)
    found = over_limit(reading, facts.ballot, facts.limits, facts.dpt) if facts.limits else []
    masked = version.kind == VersionKind.ENTRI_DUA and not facts.may_compare
    if not found or masked:
        return _quotes((_("Karantina"), _("Ada angka di atas batas yang berlaku ketika lembar ini dibaca.")))
    bound = limit_of(reading, facts.limits, facts.dpt)
    values = reading.cells(facts.ballot)
    over = ", ".join(f"{facts.titles.get(item.part, item.part)} {_figure(values[item.part])}" for item in found)
    return _quotes(
        (
            _("Karantina"),
            _("Di atas batas %(figure)s surat suara: %(over)s.") % {"figure": _figure(bound), "over": over},
        )
    )


def _figure(value: Figure) -> str:
    return angka(value, _("kosong"))


def _release(facts: Facts, release: Release) -> Deed:
    entry = next(
        (
            e
            for e in facts.entries
            if e.action == SheetAction.RELEASED and json.loads(e.payload)["sampai"] == release.up_to
        ),
        None,
    )
    more = {
        "title": _("Dilepas dari karantina"),
        "text": _("Melepas lembar dari karantina; angkanya tetap seperti terbaca."),
        "quotes": _quotes((_("Alasan"), release.reason)),
    }
    return Deed(
        at=release.released_at, order=release.up_to * 10 + 5, who=facts.who(release.released_by),
        role=_role(entry), **_place(facts, entry), **_shown(facts, more),
    )  # fmt: skip


def _role(entry: Entry | None) -> str:
    return ROLES.get(entry.role, entry.role) if entry else ""


def _correction(facts: Facts, correction: Correction) -> list[Deed]:
    """The proposal, and its end where that made no version."""
    kind = VersionKind(correction.kind)
    own = [entry for entry in facts.entries if entry.subject == correction.subject]
    proposed = next((entry for entry in own if entry.actor == correction.proposed_by), None)
    plain = _("Mengusulkan %(kind)s: %(meaning)s.") % {"kind": kind.label, "meaning": MEANING[kind]}
    reason = CorrectionReason(correction.reason_code).label
    made = {
        "title": _("Usul %(kind)s") % {"kind": kind.label},
        "text": _("%(plain)s Sebab: %(reason)s.") % {"plain": plain, "reason": reason},
        "plain": plain,
        "cells": _cells(facts, _in_order(facts, correction.changes)),
        "quotes": _quotes(
            (_("Penjelasan"), correction.reason), (_("Dasar hukum"), correction.legal_basis),
            (_("Diparaf oleh"), correction.initials), (_("Kejadian khusus"), correction.incident),
        ),
        "photo": correction.photo,
    }  # fmt: skip
    after = correction.base.number * 10
    found = [
        Deed(at=correction.proposed_at, order=after + 6, who=facts.who(correction.proposed_by), kind=correction.kind,
             role=_role(proposed), **_place(facts, proposed), **_shown(facts, made))
    ]  # fmt: skip
    ends = {
        CorrectionState.DITOLAK: (
            _("Usul %(kind)s ditolak"), _("Menolak usul %(kind)s dari %(who)s; angka yang dipakai tetap."),
        ),
        CorrectionState.DITARIK: (
            _("Usul %(kind)s ditarik"), _("Menarik usul %(kind)s dari %(who)s; angka yang dipakai tetap."),
        ),
    }  # fmt: skip
    if correction.state in ends and correction.decided_at:
        said = {"kind": kind.label, "who": facts.who(correction.proposed_by)}
        title, text = ends[correction.state]
        last = next(
            (entry for entry in reversed(own) if entry.actor == correction.decided_by and entry != proposed), None
        )
        more = {
            "title": title % said,
            "text": text % said,
            "quotes": _quotes((_("Alasan"), correction.note)),
        }
        found.append(
            Deed(at=correction.decided_at, order=after + 7, who=facts.who(correction.decided_by), role=_role(last),
                 kind=correction.kind, **_place(facts, last), **_shown(facts, more))
        )  # fmt: skip
    return found


def _photos(facts: Facts) -> list[Deed]:
    """Photos that came, moved within the sheet or left it; a turn changes nothing that anybody reads."""
    found: list[Deed] = []
    before: dict[int, Placement] = {}
    for placement in sorted(facts.placements, key=lambda p: (p.photo_id, p.number)):
        last = before.get(placement.photo_id)
        before[placement.photo_id] = placement
        said = _moved(facts, last, placement)
        if said is None:
            continue
        title, text = said
        photo = placement.photo
        role = ROLES.get(photo.role, photo.role) if placement.placed_by == photo.uploaded_by else ""
        more = {"title": title, "text": text, "quotes": _quotes((_("Alasan"), placement.reason)), "photo": photo}
        pages = (placement.page,) if last is None else ()
        shown = _shown(facts, more)
        found.append(
            Deed(at=placement.placed_at, order=0, who=facts.who(placement.placed_by), role=role, pages=pages, **shown)
        )
    return found


def _moved(facts: Facts, last: Placement | None, placement: Placement) -> tuple[str, str] | None:
    def here(item: Placement | None) -> bool:
        return item is not None and (item.contest_id, item.tps_id) == (facts.sheet.contest_id, facts.sheet.tps_id)

    page = placement.page
    if last is None:
        return (_("Foto lembar"), _added([page])) if here(placement) else None
    if here(placement) and not here(last):
        return _("Foto dipindahkan ke sini"), _("Memindahkan foto dari lembar lain ke halaman %(page)s lembar ini.") % {
            "page": page
        }
    if here(last) and not here(placement):
        return _("Foto dipindahkan dari sini"), _("Memindahkan foto halaman %(page)s ke lembar lain.") % {
            "page": last.page
        }
    if here(placement) and last.page != page:
        return _("Foto pindah halaman"), _("Memindahkan foto dari halaman %(old)s ke halaman %(new)s.") % {
            "old": last.page,
            "new": page,
        }
    return None


# The page


def story_page(request: HttpRequest, place: TpsPlace, sheet: Sheet) -> dict[str, Any]:
    """Context of the story; the number of queries does not depend on deeds."""
    user, election, tps = request.user, place.election, place.tps
    versions = list(sheet.versions.order_by("number"))
    releases = list(sheet.releases.all())
    corrections = list(sheet.corrections.select_related("photo", "base").order_by("number"))
    lay_here = Placement.objects.filter(contest=sheet.contest_id, tps=sheet.tps_id).values("photo")
    placements = list(Placement.objects.filter(photo__in=lay_here).select_related("photo").order_by("photo", "number"))
    subjects = [sheet.subject, *(correction.subject for correction in corrections)]
    entries = list(Entry.objects.filter(subject__in=subjects).order_by("pk"))
    actors = {version.entered_by for version in versions} | {release.released_by for release in releases}
    actors |= {uuid for c in corrections for uuid in (c.proposed_by, c.decided_by)}
    actors |= {placement.placed_by for placement in placements}
    facts = Facts(
        sheet, ballot_of(sheet.contest), versions, releases, corrections, placements, entries, people(actors),
        Limits.of(election.profile), tps.dpt,
        may_compare=access.may(user, Can.VIEW_READINGS, region=tps.code, election=election),
        may_read_ledger=access.may(user, Can.VIEW_LEDGER, region=tps.code, election=election),
        hidden=place.blind.sheet(sheet.state, sheet.tps_code),
    )  # fmt: skip
    title = f"TPS {tps.number:03d}"
    found = deeds(facts)
    return {
        "election": election,
        "sheet": sheet,
        "contest": sheet.contest,
        "title": title,
        "desa": place.names.full(tps.desa_id),
        "crumbs": places.page_crumbs(
            election, (f"{title}, {place.names.full(tps.desa_id)}", _paper_url(place, sheet)),
            _("Kisah %(title)s") % {"title": sheet.contest.title},
        ),
        "paper_url": _paper_url(place, sheet),
        "photos_url": reverse("recap:papers", args=[election.slug, tps.code, sheet.contest.key]),
        "hidden": facts.hidden,
        "may_compare": facts.may_compare,
        "deeds": found,
        "version_count": len(versions),
        "counts": counts(versions),
        "photo_count": len({placement.photo_id for placement in placements}),
        "changed": changed_figures(facts),
    }  # fmt: skip


def _paper_url(place: TpsPlace, sheet: Sheet) -> str:
    return f"{places.tps_url(place.election, place.tps.code)}#{sheet.contest.key}"
