"""The berita acara of an incident: numbered, with what its kind adds."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.language import in_source
from electcoord.common.names import region_name
from electcoord.common.templatetags.angka import waktu
from electcoord.ledger.recording import Actor
from electcoord.papers import documents, layouts, numbers, words
from electcoord.papers.models import Document
from electcoord.regions.models import titled
from electcoord.situation import incidents, kinds, owners
from electcoord.situation.ledger_actions import IncidentAction
from electcoord.situation.models import Incident, IncidentNoteKind

CLASSIFICATION = "PP.08"


def paper_of(incident: Incident) -> Document | None:
    return documents.documents_of(incident.subject).filter(kind__code="BA").first()


@transaction.atomic
def make_paper(incident: Incident, *, seen: int | None = None, actor: Actor) -> Document:
    """Numbers and freezes the berita acara as things stand now; RuleError where there is one."""
    rows = Incident.objects.select_for_update(of=("self",)).select_related(
        "election__kabupaten", "region", *owners.OWNER
    )  # fmt: skip
    row = rows.get(pk=incident.pk)
    if paper_of(row) is not None:
        raise RuleError(_("Berita acara insiden ini sudah dibuat."))
    today, election, kind = timezone.localdate(), row.election, kinds.kind_of(row.kind)
    with in_source():
        about = f"Insiden {row.label}: {kind.label}"
        number = numbers.take_number(
            kind="BA", issuer=election.kabupaten_id, classification=CLASSIFICATION, about=about, subject=row.subject,
            day=today, election=election, actor=actor,
        )  # fmt: skip
        version = documents.draft(
            kind="BA", subject=row.subject, title=about, content=_content(row, kind), region=election.kabupaten_id,
            election=election, actor=actor,
        )  # fmt: skip
        document = documents.approve(version, number=number, actor=actor).document
        text = f"Berita acara nomor {number.text} dibuat."
    incidents.step(incident, IncidentAction.NOTED, IncidentNoteKind.CATATAN, text=text, seen=seen, actor=actor,
                   told={"nomor_naskah": number.text})  # fmt: skip
    return document


def _content(row: Incident, kind: kinds.Kind) -> layouts.Content:
    """What happened, what the kind adds, and every step since; whoever signs by hand is left blank."""
    kabupaten = row.election.kabupaten
    own = kind.paper(row) if kind.paper else {}
    office = f"KPU {titled(kabupaten.kind, region_name(kabupaten.name))}"
    place = titled(row.region.kind, region_name(row.region.name))
    facts = [
        ["Nomor insiden", row.label], ["Jenis", str(kind.label)], ["Tingkat", str(row.get_severity_display())],
        ["Tempat", f"TPS {row.tps_code[-3:]}, {place}" if row.tps_code else place],
        ["Waktu kejadian", waktu(row.occurred_at)], ["Dilaporkan", waktu(row.reported_at)],
        *([["Mengenai", row.about_title]] if row.about_title else []),
        *([str(ask.label), row.details[ask.key]] for ask in kind.asks if ask.key in row.details),
        ["Penanggung jawab", owners.label(row)],
    ]  # fmt: skip
    told = [*row.what.splitlines(), *(f"Sebab: {line}" for line in row.cause.splitlines() if line.strip())]
    blocks = [layouts.pairs(facts), layouts.heading("Kejadian")]
    blocks += [layouts.paragraph(line) for line in told if line.strip()]
    blocks += own.get("blok", [])
    steps = [
        f"{waktu(note.at)}: {note.get_kind_display()}{' – ' if note.text else ''}{' '.join(note.text.split())}"
        for note in row.notes.all()
    ]
    blocks += [layouts.heading("Penanganan"), layouts.points(steps)]
    if row.result:
        blocks.append(layouts.pairs([["Hasil", str(kinds.RESULTS.get(row.result, row.result))]]))
    today = timezone.localdate()
    signers = [{"jabatan": "Ketua", "nama": layouts.BLANK, "lembaga": office}]
    signers += [{"jabatan": side, "nama": layouts.BLANK, "lembaga": ""} for side in own.get("pihak", [])]
    return {
        "jenis_tata": "laporan", "kop": ["KOMISI PEMILIHAN UMUM", titled(kabupaten.kind, kabupaten.name).upper()],
        "judul": f"BERITA ACARA\n{own.get('judul', f'INSIDEN {str(kind.label).upper()}')}", "nomor": None,
        "pembuka": [f"Pada {words.report_date(today)}, {office} mencatat insiden berikut dan penanganannya:"],
        "blok": blocks, "tempat_tanggal": f"{region_name(kabupaten.name)}, {words.plain_date(today)}",
        "penutup": ["Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."],
        "tanda_tangan": signers,
    }  # fmt: skip
