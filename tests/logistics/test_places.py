"""Who can hold boxes."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from electcoord.common.errors import RuleError
from electcoord.ledger.verification import verify
from electcoord.regions.models import Region
from logistics.actions import add_warehouse, change_warehouse, prepare_holders
from logistics.models import Holder, HolderKind
from tests.cast import TPS_1, Cast
from tests.logistics.ground import holder, prepare


def test_every_committee_becomes_a_holder_once(cast: Cast) -> None:
    prepare(cast)
    kinds = list(Holder.objects.filter(election=cast.election).values_list("kind", flat=True))
    assert kinds.count(HolderKind.KPPS) == cast.election.tps.count()
    assert {HolderKind.PPK, HolderKind.PPS, HolderKind.GUDANG} <= set(kinds)
    assert holder(f"kpps:{TPS_1}", cast.election).name.startswith("KPPS TPS 001 ")
    assert prepare_holders(cast.election, cast.actor("staf")) == 0
    assert verify()[0] is None


def test_a_warehouse_is_borrowed_for_a_time(cast: Cast) -> None:
    store = prepare(cast).warehouse
    change_warehouse(store, used_until=date(2028, 3, 1), owner=None, address="Jalan Haji 1", actor=cast.actor("staf"))
    store.refresh_from_db()
    assert (store.used_until, store.address) == (date(2028, 3, 1), "Jalan Haji 1")
    with pytest.raises(RuleError, match="sebelum hari pertamanya"):
        change_warehouse(store, used_until=date(2027, 1, 1), owner=None, address="", actor=cast.actor("staf"))
    with pytest.raises(RuleError, match="sudah ada"):
        prepare(cast)
    with pytest.raises(RuleError, match="di luar kabupaten"):
        add_warehouse(election=cast.election, name="Jauh", region=Region.objects.get(pk="9902"),
                      used_from=date(2028, 1, 1), actor=cast.actor("staf"))  # fmt: skip


def test_a_holder_stays_what_it_was(cast: Cast) -> None:
    row = prepare(cast)
    for statement in (
        "UPDATE logistics_holder SET name = 'x' WHERE id = %s",
        "DELETE FROM logistics_holder WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [row.pk])
