"""What every page's frame shows."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from electcoord import VERSION
from electcoord.accounts import access
from electcoord.accounts.models import Role
from electcoord.common import panels
from electcoord.common.language import in_source
from electcoord.office.looks import theme_of
from electcoord.office.selectors import elections_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """`frame` of base.html: menu, person, SIMULASI band; lazily, so that error pages need no database."""
    user, link = getattr(request, "user", None), getattr(request, "door", None)
    if link is not None:
        return {"frame": _of_door(request, link)}
    if user is None or not user.is_authenticated:
        return {"frame": {"version": VERSION, "install": "electcoord", "theme": theme_of(request)}}
    return {"frame": Frame(request)}


def _of_door(request: HttpRequest, link: Any) -> dict[str, Any]:
    """A personal page says whose it is and whether it is training, and no more.

    Not even to an account that opens it: the page sends no origin, without which Django refuses the menu's forms.
    """
    found = {"version": VERSION, "install": "electcoord", "theme": theme_of(request), "is_door": True}
    if link.election is not None:
        found |= {"install": _office(link.election), "simulation": link.election.is_simulation}
    return found


def _office(election: Any) -> str:
    with in_source():  # the office's own name
        return f"KPU {election.kabupaten.get_kind_display()} {election.kabupaten.name.title()}"


class Frame:
    """The frame of a signed-in person."""

    version = VERSION

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.theme = theme_of(request)
        self.home_url = reverse("office:home")
        self.logout_url = reverse("accounts:logout")
        self.password_url = reverse("accounts:password")
        self.search_url = reverse("office:search")
        self.shortcuts_url = reverse("office:shortcuts")
        self.help_url = reverse("office:help")

    @property
    def elections(self) -> list[Any]:
        return elections_for(self.request)

    @property
    def simulation(self) -> bool:
        return any(election.is_simulation for election in self.elections)

    @cached_property
    def install(self) -> str:
        names = {_office(election) for election in self.elections}
        return names.pop() if len(names) == 1 else "electcoord"

    @cached_property
    def nav(self) -> list[dict[str, Any]]:
        if self.request.user.must_change_password:
            return []
        items = [item for link in panels.links if (item := link.build(self.request))]
        path = self.request.path
        under = [i["url"] for i in items if path.startswith(i["url"]) and i["url"] != self.home_url]
        best = max(under, key=len, default=self.home_url if path == self.home_url else None)
        return [{**item, "active": item["url"] == best} for item in items]

    @cached_property
    def user(self) -> dict[str, str]:
        roles = dict.fromkeys(str(Role(grant.role).label) for grant in access.grants_of(self.request.user))
        return {"name": self.request.user.name, "roles": ", ".join(roles)}
