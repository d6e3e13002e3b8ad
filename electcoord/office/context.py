"""What every page's frame shows."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from electcoord import VERSION
from electcoord.accounts import access
from electcoord.common import panels


def frame(request: HttpRequest) -> dict[str, Any]:
    """`frame` of base.html: menu, person, SIMULASI band; lazily, so that error pages need no database."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"frame": {"version": VERSION, "install": "electcoord"}}
    return {"frame": Frame(request)}


class Frame:
    """The frame of a signed-in person."""

    version = VERSION

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.home_url = reverse("office:home")
        self.logout_url = reverse("accounts:logout")
        self.password_url = reverse("accounts:password")

    @property
    def elections(self) -> list[Any]:
        if not hasattr(self.request, "_elections"):
            self.request._elections = list(access.elections_of(self.request.user))
        return self.request._elections

    @property
    def simulation(self) -> bool:
        return any(election.is_simulation for election in self.elections)

    @property
    def install(self) -> str:
        names = {f"KPU {e.kabupaten.get_kind_display()} {e.kabupaten.name.title()}" for e in self.elections}
        return names.pop() if len(names) == 1 else "electcoord"

    @property
    def nav(self) -> list[dict[str, Any]]:
        if self.request.user.must_change_password:
            return []
        items = [item for link in panels.links if (item := link.build(self.request))]
        best = max((i["url"] for i in items if self.request.path.startswith(i["url"])), key=len, default=None)
        return [{**item, "active": item["url"] == best} for item in items]

    @property
    def user(self) -> dict[str, str]:
        roles = dict.fromkeys(grant.get_role_display() for grant in access.grants_of(self.request.user))
        return {"name": self.request.user.name, "roles": ", ".join(roles)}
