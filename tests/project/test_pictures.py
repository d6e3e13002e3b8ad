"""The proof by pictures knows every route, and its judge of languages tells one from the other."""

import pytest

from tests.pictures import language
from tests.pictures.pages import LEFT_OUT, PAGES, admin_routes
from tests.project.routes import walk

pytestmark = pytest.mark.once


def test_every_route_is_photographed_or_left_out_with_a_reason() -> None:
    known = [*PAGES, *LEFT_OUT, *admin_routes()]
    assert len(known) == len(set(known))
    assert sorted(name for name, _ in walk() if name not in known) == [], "tambahkan ke tests/pictures/pages.py"
    assert sorted(set(known) - {name for name, _ in walk()}) == []
    names = [name for named in PAGES.values() for name in named]
    assert len(names) == len(set(names)), "nama gambar harus berbeda"


def test_a_text_of_the_other_language_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"id": {"belum", "masuk", "dan"}, "en": {"save", "another"}}
    monkeypatch.setattr(language, "vocabularies", lambda: words)
    texts = ["TPS 003 belum masuk", "TPS 003 not in", "Presiden dan Wakil Presiden", "1.234"]
    assert language.leftovers(texts, "en") == ["TPS 003 belum masuk", "Presiden dan Wakil Presiden"]
    assert language.leftovers(texts, "en", {"Presiden dan Wakil Presiden"}) == ["TPS 003 belum masuk"]
    assert language.leftovers(["Save and add another", "Simpan"], "id") == ["Save and add another"]
