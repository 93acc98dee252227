"""People of the three administrators and the office, signed in to the admin, and what a form would send."""

from typing import Any

from django.test import Client
from django.urls import reverse

from kernel.accounts.models import User
from tests.factories import bureaus, person

PASSWORD = "Yunjiang-2026"


def staff(role: str) -> User:
    """A person of this group who may enter the admin."""
    return person(role, bureaus()["fgw"], is_staff=True)


def superuser() -> User:
    return User.objects.create_superuser("root", password=PASSWORD, full_name="超级用户")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def signed_in_by_page(user: User) -> Client:
    """The same through the portal's own sign-in, which notes the session."""
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    client = Client()
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    return client


def address(model: Any, page: str = "changelist", *args: Any) -> str:
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=args)


def form_of(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send back if nothing were touched."""
    form = client.get(url).context["adminform"].form
    data = {name: _sent(form[name].value()) for name in form.fields if form[name].value() is not None}
    for inline in client.get(url).context["inline_admin_formsets"]:
        formset, prefix = inline.formset, inline.formset.prefix
        data |= {f"{prefix}-{kind}_FORMS": formset.initial_form_count() for kind in ("TOTAL", "INITIAL")}
        for row in formset.initial_forms:
            values = {name: row[name].value() for name in row.fields}
            data |= {row.add_prefix(name): _sent(value) for name, value in values.items() if value is not None}
    return data


def bulk(client: Client, model: Any, step: str, rows: list[Any], *, note: str = "", confirm: bool = True) -> Any:
    """Take a step with these rows from the list; with `confirm`, answer the page that asks."""
    data: dict[str, Any] = {"action": step, "_selected_action": [row.pk for row in rows]}
    asked = client.post(address(model), data)
    if not confirm:
        return asked
    data |= {"confirmed": "1", "note": note}
    data |= {f"version_{row.pk}": row.version for row in rows if hasattr(row, "version")}
    return client.post(address(model), data, follow=True)


def _sent(value: Any) -> Any:
    if isinstance(value, list | tuple) or hasattr(value, "all"):
        return [getattr(item, "pk", item) for item in value]
    return str(value) if not isinstance(value, bool) else ("on" if value else "")
