"""`manage.py demo`: refusals come before anything is written, then every app fills in its part, then the server."""

from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from electcoord.common.management.commands import demo

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(monkeypatch, settings):
    """What happened, in order, with two apps that have demo data."""
    settings.DEBUG = True
    told = []

    def app(name, reason=None):
        def refuse():
            told.append(f"ask {name}")
            return reason

        def seed():
            told.append(f"seed {name}")
            return [f"{name}: ready"]

        return SimpleNamespace(__name__=f"electcoord.{name}.demo", refuse=refuse, seed=seed)

    apps = [app("first"), app("second")]
    told_story = SimpleNamespace(told=told, apps=apps, app=app)
    monkeypatch.setattr(demo, "demo_modules", lambda: told_story.apps)
    monkeypatch.setattr(
        demo, "call_command", lambda name, *arguments, **options: told.append(" ".join([name, *arguments]))
    )
    return told_story


def test_every_app_is_asked_before_anything_is_written(story, capsys):
    call_command("demo", "--no-serve")
    assert story.told == ["ask first", "ask second", "migrate", "ask first", "ask second", "seed first", "seed second"]
    assert "first: ready\nsecond: ready" in capsys.readouterr().out


def test_it_serves_on_this_computer_alone_unless_told_otherwise(story):
    call_command("demo")
    assert story.told[-1] == "runserver 127.0.0.1:8000"
    call_command("demo", "--host", "0.0.0.0", "--port", "8123")
    assert story.told[-1] == "runserver 0.0.0.0:8123"


def test_one_refusal_stops_all(story):
    story.apps.append(story.app("elections", reason="Ada pemilihan yang bukan SIMULASI."))
    with pytest.raises(CommandError, match="bukan SIMULASI"):
        call_command("demo", "--no-serve")
    assert story.told == ["ask first", "ask second", "ask elections"]


def test_a_fresh_database_is_not_asked_before_it_has_tables(story, monkeypatch):
    monkeypatch.setattr(demo, "has_tables", lambda: False)
    call_command("demo", "--no-serve")
    assert story.told[:2] == ["migrate", "ask first"]


def test_a_database_that_cannot_be_read_is_left_alone(story):
    def refuse():
        raise DatabaseError("no such column")

    story.apps[0].refuse = refuse
    with pytest.raises(CommandError, match="jalankan dulu: python3"):
        call_command("demo", "--no-serve")
    assert story.told == []


def test_it_refuses_on_a_server(story, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG=false"):
        call_command("demo", "--no-serve")
    assert story.told == []


def test_an_app_without_refusal_and_without_lines_is_served_too(story):
    story.apps[:] = [SimpleNamespace(__name__="recap.demo", seed=lambda: None)]
    call_command("demo", "--no-serve")
    assert story.told == ["migrate"]
