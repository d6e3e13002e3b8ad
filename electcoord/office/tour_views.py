"""Walking through the demo: its page, the next step as the person whose step it is, and the bar on every page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from electcoord.accounts import access, demo_door
from electcoord.accounts.demo_door import behind_the_door
from electcoord.common.tour import Step, steps

KEY = "tur"


@access.public
@behind_the_door
@require_safe
def tour(request: HttpRequest) -> HttpResponse:
    people = {login["username"]: login for login in demo_door.logins()}
    rows = [{"number": n, "step": step, "person": people.get(step.username)} for n, step in enumerate(steps, start=1)]
    return render(request, "office/tour.html", {"rows": rows, "at": request.session.get(KEY, {}).get("step", 0)})


@access.public
@behind_the_door
@require_POST
def step(request: HttpRequest, number: int) -> HttpResponse:
    """Signs the step's person in and opens its page."""
    if not 1 <= number <= len(steps):
        raise Http404
    wanted = steps[number - 1]
    if not demo_door.sign_in(request, wanted.username):
        told = _("Kata sandi %(username)s sudah diganti, jadi langkah %(number)s dilewati. Pilih langkah lain.")
        messages.warning(request, told % {"username": wanted.username, "number": number})
        return redirect("office:tour")
    stop = wanted.url()
    request.session[KEY] = {"step": number, "note": str(stop.note)}
    return redirect(stop.url)


@access.public
@behind_the_door
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    request.session.pop(KEY, None)
    return redirect("office:tour")


class Bar:
    """What the bar shows; it asks the database only where it is shown."""

    def __init__(self, state: dict[str, Any]) -> None:
        self.number, self.note = state["step"], state["note"]

    @property
    def step(self) -> Step | None:
        """The step one is at; nothing where the tour is over or the door is shut."""
        return steps[self.number - 1] if 1 <= self.number <= len(steps) and demo_door.is_open() else None

    @property
    def count(self) -> int:
        return len(steps)

    @property
    def following(self) -> int:
        """Number of the next step, 0 after the last."""
        return self.number + 1 if self.number < len(steps) else 0

    @property
    def before(self) -> int:
        return self.number - 1


def bar(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `tour` while one runs."""
    state = getattr(request, "session", {}).get(KEY)
    return {"tour": Bar(state)} if state else {}
