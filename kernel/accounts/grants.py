"""How migrations give permissions to groups, also before Django has made the permission rows."""

from collections.abc import Mapping, Sequence
from typing import Any

# app label -> model -> the verbs of Django's own permissions, or whole codenames
Grants = Mapping[str, Mapping[str, Sequence[str]]]
VERBS = ("view", "add", "change", "delete")


def grant(apps: Any, group_code: str, grants: Grants) -> None:
    """Give the group with this scope code the permissions; for RunPython, where `apps` is the historic registry."""
    group = apps.get_model("accounts", "GroupScope").objects.get(code=group_code).group
    for app, models in grants.items():
        for model, verbs in models.items():
            for verb in verbs:
                codename = f"{verb}_{model}" if verb in VERBS else verb
                group.permissions.add(_permission(apps, app, model, codename))


def _permission(apps: Any, app: str, model: str, codename: str) -> Any:
    kind, _new = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    permission, _new = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=codename, defaults={"name": codename.replace("_", " ").capitalize()}
    )
    return permission
