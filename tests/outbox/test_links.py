"""Personal links: cannot be guessed, open one thing for one purpose until they end, and every refusal is the same."""

import base64
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.test import Client
from django.utils import timezone

from electcoord.common.errors import RuleError
from electcoord.ledger.models import Entry, UnledgeredWriteError
from electcoord.outbox import links
from electcoord.outbox.models import PersonalLink
from tests.cast import Cast
from tests.outbox.letters import follow_up, link

PURPOSE = "tindak-lanjut"


def test_a_token_opens_its_own_link_and_can_be_shown_again(cast: Cast) -> None:
    one, two = link(cast), link(cast)
    assert links.resolve(links.token(one), PURPOSE) == one
    assert links.token(one) == links.token(PersonalLink.objects.get(pk=one.pk)) != links.token(two)
    assert links.TAG_BYTES * 8 >= 128 and len(links.token(one)) == 48


def test_every_byte_counts(cast: Cast) -> None:
    raw = base64.urlsafe_b64decode(links.token(link(cast)))
    for place in range(len(raw)):
        for flip in (1, 128):
            changed = bytearray(raw)
            changed[place] ^= flip
            with pytest.raises(Http404):
                links.resolve(base64.urlsafe_b64encode(bytes(changed)).decode(), PURPOSE)


def test_nothing_else_is_a_token(cast: Cast) -> None:
    good = links.token(link(cast))
    swapped = good.replace("-", "+").replace("_", "/")
    others = ["", "x", good[:-1], good + "A", good + "=", f" {good}", good[:-4], "é" * 48, "\x00" * 48, "A" * 5000]
    for other in [*others, *([swapped] if swapped != good else []), str(uuid4())]:
        with pytest.raises(Http404):
            links.resolve(other, PURPOSE)


def test_another_purpose_another_key_an_end_and_a_revocation_close_it(cast: Cast, settings) -> None:
    door = link(cast)
    token = links.token(door)
    with pytest.raises(Http404):
        links.resolve(token, "undangan")
    settings.SECRET_KEY = "kunci-lain"
    with pytest.raises(Http404):
        links.resolve(token, PURPOSE)
    settings.SECRET_KEY_FALLBACKS = ["kunci-pengembangan-bukan-rahasia-jangan-dipakai-di-server-kpu"]
    assert links.resolve(token, PURPOSE) == door
    ended = link(cast, expires_at=timezone.now() + timedelta(milliseconds=300))
    while ended.is_live:
        pass
    with pytest.raises(Http404):
        links.resolve(links.token(ended), PURPOSE)


def test_revoking_is_a_deed_that_names_nobody_and_lasts(cast: Cast) -> None:
    door = link(cast, holder="directory.person:11111111-1111-4111-8111-111111111111")
    links.revoke(door, actor=cast.actor("staf"))
    with pytest.raises(Http404):
        links.resolve(links.token(door), PURPOSE)
    with pytest.raises(RuleError, match="sudah dicabut"):
        links.revoke(door, actor=cast.actor("staf"))
    told = Entry.objects.filter(subject=door.subject)
    assert told.count() == 1 and "directory.person" not in told[0].payload
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_personallink SET revoked_at = NULL")


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM outbox_personallink",
        "UPDATE outbox_personallink SET purpose = 'lain'",
        "UPDATE outbox_personallink SET about = 'lain'",
        "UPDATE outbox_personallink SET expires_at = '2099-01-01'",
    ],
)
def test_the_database_keeps_what_a_link_opens(cast: Cast, attack: str) -> None:
    link(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


def test_a_link_is_made_only_within_a_deed(cast: Cast) -> None:
    with pytest.raises(UnledgeredWriteError):
        links.make(purpose=PURPOSE, about="x", holder="y", region="9901", election=None, expires_at=timezone.now())


def test_wrong_expired_and_revoked_answer_with_the_same_page_and_headers(cast: Cast, caplog) -> None:
    row = follow_up(cast)
    [door] = links.live_links(row.subject, PURPOSE)
    nobody, token = Client(), links.token(door)
    assert nobody.get(f"/t/{token}/").status_code == 200
    links.revoke(door, actor=cast.actor("staf"))
    ended = link(cast, row.subject, expires_at=timezone.now() + timedelta(milliseconds=300))
    while ended.is_live:
        pass
    caplog.clear()
    # The last fits, and leads to nothing.
    tokens = [token, links.token(ended), "salah", "A" * 48, links.token(link(cast))]
    bodies = set()
    for each in tokens:
        for method in ("get", "post"):
            answer = getattr(nobody, method)(f"/t/{each}/")
            assert answer.status_code == 404, each
            for name, value in links.HEADERS.items():
                assert answer[name] == value
            bodies.add(answer.content.decode().replace(each, "").split("csrfmiddlewaretoken")[0])
    assert len(bodies) == 1
    assert not any(each in caplog.text for each in tokens)


def test_opening_stamps_and_does_nothing_else(cast: Cast) -> None:
    row = follow_up(cast)
    [door] = links.live_links(row.subject, PURPOSE)
    before = Entry.objects.count()
    nobody = Client()
    nobody.head(f"/t/{links.token(door)}/")
    door.refresh_from_db()
    assert door.first_opened is None
    nobody.get(f"/t/{links.token(door)}/")
    door.refresh_from_db()
    first = door.first_opened
    nobody.get(f"/t/{links.token(door)}/?perbuatan=lapor&teks=x")
    door.refresh_from_db()
    row.refresh_from_db()
    assert first and door.first_opened == first < door.last_opened
    assert (row.state, Entry.objects.count()) == ("terbuka", before)
