"""Freezing a plan: what is ordered by it can be compared with every later DPT."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.text import one_line
from electcoord.elections.models import Election
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor
from logistics.ledger_actions import NeedAction
from logistics.models import Item, NeedPlan
from logistics.needs import tally
from logistics.selectors import plans


@transaction.atomic
def freeze_plan(election: Election, *, purpose: str, actor: Actor) -> NeedPlan:
    """The needs as they follow from DPT, profile and catalogue now, numbered on.

    RuleError without a catalogue, without any DPT, and where nothing differs from the last plan.
    """
    election = Election.objects.select_for_update(of=("self",)).select_related("profile").get(pk=election.pk)
    purpose = one_line(purpose, _("Keperluan"), 250)
    if not Item.objects.filter(election=election, is_active=True).exists():
        raise RuleError(_("Muat dulu katalog barang; rencana menghitung barang di dalamnya."))
    basis = plans.basis_of(election)
    whole = tally(basis["tps"].values(), lambda dpt: 0)
    if not whole.known:
        raise RuleError(_("DPT semua TPS belum diketahui; belum ada yang dapat direncanakan."))
    content = canonical.dumps(basis)
    digest = hashlib.sha256(content.encode()).hexdigest()
    last = plans.plans_of(election).first()
    if last is not None and last.digest == digest:
        raise RuleError(
            _("Tidak ada yang berubah sejak rencana %(number)s; rencana itu masih berlaku.") % {"number": last.number}
        )
    row = NeedPlan(
        election=election, number=last.number + 1 if last else 1, profile=election.profile, purpose=purpose,
        made_at=timezone.now(), tps_total=whole.tps, tps_known=whole.known, dpt=whole.voters, content=content,
        digest=digest,
    )  # fmt: skip
    payload = {
        "nomor": row.number, "nama": election.name, "keperluan": purpose, "tps": row.tps_total,
        "dikenal": row.tps_known, "dpt": row.dpt, "profil": election.profile.number, "hash": digest,
    }  # fmt: skip
    with recording.entry(
        NeedAction.PLAN_FROZEN, chain=recording.chain_of(election.kabupaten_id), actor=actor,
        subject=f"logistics.needplan:{row.uuid}", region=election.kabupaten_id, election=election.slug, payload=payload,
    ):  # fmt: skip
        row.save(force_insert=True)
    return row
