"""What a person types into the pages of a sheet, as a browser would send it."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.test import Client

from electcoord.accounts.actions import give_grant
from electcoord.accounts.models import Role
from electcoord.elections.actions import approve_profile, propose_profile, set_stages
from electcoord.elections.models import Stage
from electcoord.elections.profiles import Values
from electcoord.ledger.recording import SYSTEM
from recap.ballot import ballot_of
from recap.boxes import codes_of
from recap.models import Draft
from tests.cast import TPS_1, Cast

FIGURES = {"calon_1": "100", "calon_2": "60", "suara_sah": "160", "suara_tidak_sah": "4", "suara_total": "164"}


def url(name: str = "entri", code: str = TPS_1, key: str = "ppwp") -> str:
    """A page of one sheet: entri, putuskan, or `draf` under the first."""
    if name == "draf":
        return f"{url('entri', code, key)}draf/"
    if name == "usul":
        return f"/rekap/talang/tps/{code}/{key}/koreksi/"
    return f"/rekap/talang/{name}/{code}/{key}/"


def texts(cast: Cast, figures: Mapping[str, str] = FIGURES, *, key: str = "ppwp") -> dict[str, str]:
    """Every box of the form: these, and an X in all others."""
    return dict.fromkeys(codes_of(ballot_of(cast.contest(key))), "X") | dict(figures)


def key_of(cast: Cast, who: str, code: str = TPS_1) -> str:
    """The request key that the opened form carries."""
    return str(Draft.objects.get(owner=cast[who], sheet=cast.sheet(code)).key)


def send(cast: Cast, client: Client, figures: Mapping[str, str] = FIGURES, **more: Any) -> Any:
    """Sends a whole form of the president's paper with a fresh key, unless told otherwise."""
    code = more.pop("code", TPS_1)
    return client.post(url(code=code), {"kunci": str(uuid4()), **texts(cast, figures), **more})


def also(cast: Cast, who: str, role: Role, region: str) -> None:
    """One more role for a person."""
    give_grant(cast[who], role=role, region=region, election=cast.election, actor=SYSTEM)


def open_pleno(cast: Cast) -> None:
    stages = [Stage.PERSIAPAN, Stage.ENTRI, Stage.PLENO_KECAMATAN]
    set_stages(cast.election, stages, reason="pleno kecamatan dibuka", actor=cast.actor("ketua"))


def change_profile(cast: Cast, key: str, value: Any) -> None:
    """A number of the profile through proposal and approval."""
    cast.election.refresh_from_db()
    about: Values = {key: {"nilai": value, "sumber": "Keputusan uji", "diverifikasi": "2029-02-01"}}
    version = propose_profile(cast.election, about, reason="Uji satu entri", actor=cast.actor("ketua"))
    approve_profile(version, actor=cast.actor("anggota"))
