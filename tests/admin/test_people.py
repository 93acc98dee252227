"""Three administrators (S14) and hidden personal data (S17)."""

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Group, Permission

from kernel.accounts import services
from kernel.accounts.models import Department, GroupScope, User
from kernel.common.errors import Invalid, NotPermitted
from tests.factories import liaison, person

from .factories import PASSWORD, address, form_of, signed_in, staff, superuser

pytestmark = pytest.mark.django_db
PHONE, MAIL = "19900001234", "lin.weiyang@example.com"


def group(code):
    return GroupScope.objects.get(code=code).group


@pytest.fixture
def keeper():
    return staff("system_admin")


@pytest.fixture
def guardian():
    return staff("security_admin")


def save(user, row, **changes):
    client, url = signed_in(user), address(type(row), "change", row.pk)
    return client.post(url, form_of(client, url) | changes)


def add(user, **fields):
    data = {
        "username": "zhou", "full_name": "周一鸣", "usable_password": "true", "password1": PASSWORD,
        "password2": PASSWORD, "phone": PHONE, "email": MAIL, "language": "zh-hans",
        "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0, **fields,
    }  # fmt: skip
    return signed_in(user).post(address(User, "add"), data)


def test_the_system_administrator_adds_people_who_begin_without_any_right(keeper):
    answer = add(keeper, is_superuser="on", is_staff="on", groups=[group("office").pk], user_permissions=["1"])
    assert answer.status_code == 302
    new = User.objects.get(username="zhou")
    assert (new.is_superuser, new.is_staff, new.groups.count(), new.user_permissions.count()) == (False, False, 0, 0)
    assert new.initials == "zym"
    assert new.check_password(PASSWORD)


def test_a_weak_first_password_is_refused(keeper):
    answer = add(keeper, password1="abcdefghijkl", password2="abcdefghijkl")
    assert answer.status_code == 200
    assert not User.objects.filter(username="zhou").exists()


def test_the_system_administrator_gives_no_rights_to_others_nor_to_themselves(keeper):
    someone = liaison()
    for row in (someone, keeper):
        before = set(row.groups.all())
        save(keeper, row, groups=[group("office").pk], is_superuser="on", is_staff="on", user_permissions=["1"])
        row.refresh_from_db()
        assert set(row.groups.all()) == before
        assert not row.is_superuser
        assert not row.user_permissions.exists()
    with pytest.raises(NotPermitted):
        services.set_groups(someone, [group("office")], actor=keeper)


def test_the_security_administrator_gives_rights_but_keeps_no_people(guardian):
    someone = person()
    assert add(guardian).status_code == 403
    assert save(guardian, someone, groups=[group("office").pk], full_name="改名", username="renamed").status_code == 302
    someone.refresh_from_db()
    assert [g.scope.code for g in someone.groups.all()] == ["office"]
    assert someone.is_staff, "people of the office enter the admin"
    assert someone.full_name != "改名"
    assert someone.username != "renamed"
    assert signed_in(guardian).get(f"/admin/accounts/user/{someone.pk}/password/").status_code == 403
    with pytest.raises(NotPermitted):
        services.change_person(someone, actor=guardian, full_name="改名")


def test_rights_given_and_taken_leave_a_trace(guardian):
    someone = person()
    services.set_groups(someone, [group("office")], actor=guardian)
    services.set_groups(someone, [], actor=guardian)
    edits = LogEntry.objects.filter(object_pk=str(someone.pk), actor=guardian).order_by("pk")
    traces = [edit.changes["groups"] for edit in edits if "groups" in (edit.changes or {})]
    assert traces == [["", "品牌办工作人员"], ["品牌办工作人员", ""]]
    someone.refresh_from_db()
    assert not someone.is_staff


def test_nobody_changes_their_own_groups_or_the_rights_of_their_own_group(guardian):
    save(guardian, guardian, groups=[group("system_admin").pk])
    assert [g.scope.code for g in guardian.groups.all()] == ["security_admin"]
    with pytest.raises(NotPermitted):
        services.set_groups(guardian, [group("office")], actor=guardian)
    with pytest.raises(NotPermitted):
        services.set_group_permissions(group("security_admin"), Permission.objects.all(), actor=guardian)


def test_no_person_is_two_administrators(guardian):
    someone = person()
    with pytest.raises(Invalid):
        services.set_groups(someone, [group("system_admin"), group("auditor")], actor=guardian)
    answer = save(guardian, someone, groups=[group("system_admin").pk, group("auditor").pk])
    assert answer.context["adminform"].form.errors["groups"]
    assert not someone.groups.exists()


def test_the_rights_of_the_three_administrators_are_fixed_and_those_of_others_are_not(guardian):
    right = Permission.objects.get(codename="view_department")
    answer = save(guardian, group("system_admin"), permissions=[right.pk])
    assert answer.context["adminform"].form.non_field_errors()
    assert group("system_admin").permissions.count() > 1
    assert save(guardian, group("expert"), permissions=[right.pk]).status_code == 302
    assert list(group("expert").permissions.all()) == [right]
    assert LogEntry.objects.filter(content_type__model="group", actor=guardian).exists()


def test_the_auditor_changes_nobody():
    auditor, someone = staff("auditor"), person()
    assert signed_in(auditor).get(address(User)).status_code == 403
    for refused in (
        lambda: services.set_groups(someone, [], actor=auditor),
        lambda: services.change_person(someone, actor=auditor, full_name="x"),
        lambda: services.deactivate_person(someone, actor=auditor),
        lambda: services.end_sessions(someone, actor=auditor),
        lambda: services.unmask_person(someone, actor=auditor, reason="x"),
    ):
        with pytest.raises(NotPermitted):
            refused()


@pytest.mark.parametrize("account", [superuser, lambda: staff("security_admin"), lambda: staff("auditor")])
def test_the_system_administrator_cannot_take_over_an_account_worth_more(keeper, account):
    target = account()
    client = signed_in(keeper)
    assert client.get(f"/admin/accounts/user/{target.pk}/password/").status_code == 403
    password = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert client.post(f"/admin/accounts/user/{target.pk}/password/", password).status_code == 403
    assert save(keeper, target, email="mine@example.com").status_code == 200, "a mailbox would reset the password"
    target.refresh_from_db()
    assert target.email != "mine@example.com"
    with pytest.raises(NotPermitted):
        services.deactivate_person(target, actor=keeper)


def test_a_password_set_by_the_system_administrator_opens_the_account(keeper):
    someone = person()
    url = f"/admin/accounts/user/{someone.pk}/password/"
    signed_in(keeper).post(url, {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"})
    someone.refresh_from_db()
    assert someone.check_password(PASSWORD)


def test_nobody_deactivates_themselves(keeper, guardian):
    for administrator in (keeper, guardian):
        with pytest.raises(NotPermitted):
            services.deactivate_person(administrator, actor=administrator)


def test_phone_and_mail_are_masked_in_lists_and_forms_for_everybody(keeper, guardian):
    someone = person("expert", phone=PHONE, email=MAIL)
    for reader in (keeper, guardian, staff("office"), superuser()):
        client = signed_in(reader)
        for page in (client.get(address(User)), client.get(address(User, "change", someone.pk))):
            text = page.content.decode()
            assert PHONE not in text
            assert MAIL not in text
            assert "199******34" in text
            assert "l***@example.com" in text


def test_a_form_sent_back_with_its_masks_changes_nothing_and_a_new_number_is_kept(keeper):
    someone = person("expert", phone=PHONE, email=MAIL)
    assert save(keeper, someone, full_name="顾知行").status_code == 302
    someone.refresh_from_db()
    assert (someone.full_name, someone.phone, someone.email, someone.initials) == ("顾知行", PHONE, MAIL, "gzx")
    save(keeper, someone, phone="19900009999")
    someone.refresh_from_db()
    assert (someone.phone, someone.email) == ("19900009999", MAIL)


def test_hidden_data_is_shown_for_a_reason_that_stays_in_the_audit(guardian):
    someone = person("expert", phone=PHONE, email=MAIL)
    client, url = signed_in(guardian), address(User, "change", someone.pk).replace("change", "unmask")
    assert PHONE not in client.get(url).content.decode()
    assert PHONE not in client.post(url, {"note": " "}).content.decode()
    assert not LogEntry.objects.filter(action=LogEntry.Action.ACCESS).exists()
    shown = client.post(url, {"note": "核实来访人员"}).content.decode()
    assert PHONE in shown
    assert MAIL in shown
    trace = LogEntry.objects.get(action=LogEntry.Action.ACCESS)
    assert (trace.actor, trace.changes["unmasked"][1]) == (guardian, "核实来访人员")


def test_whoever_may_not_unmask_finds_no_way_to_it(keeper):
    someone = person("expert", phone=PHONE)
    url = address(User, "change", someone.pk).replace("change", "unmask")
    assert signed_in(keeper).post(url, {"note": "想看"}).status_code == 403
    assert "unmask" not in signed_in(keeper).get(address(User, "change", someone.pk)).content.decode()


def test_a_new_department_is_found_by_its_initials(keeper):
    data: dict[str, object] = {
        "code": "whj", "name": "市文化广电旅游局", "short_name": "市文广旅局", "kind": "bureau",
        "district_code": "990100", "protocol_order": "12", "parent": "",
    }  # fmt: skip
    client = signed_in(keeper)
    url = address(Department, "add")
    for inline in client.get(url).context["inline_admin_formsets"]:
        data |= {f"{inline.formset.prefix}-TOTAL_FORMS": 0, f"{inline.formset.prefix}-INITIAL_FORMS": 0}
    assert client.post(url, data).status_code == 302
    assert Department.objects.get(code="whj").initials == "swhgdlyj"


def test_superusers_come_from_the_command_only(guardian, keeper):
    form = signed_in(keeper).get(address(User, "add")).context["adminform"].form
    assert not {"is_superuser", "is_staff", "groups", "user_permissions"} & set(form.fields)
    assert Group.objects.exists()
