"""Who sees which firm."""

import pytest

from enterprises.models import Enterprise
from tests.enterprises.factories import credit_code, district, member, open_call, registered_enterprise
from tests.factories import office_person, person

pytestmark = pytest.mark.django_db


def test_a_person_sees_their_firm_a_district_its_own_and_the_office_all():
    ours = registered_enterprise()
    theirs = registered_enterprise(division=district("990122", "青溪县", "qx"), uscc=credit_code(99, "990122"))
    owner, liaison = member(ours), person("district_liaison", theirs.division.department)
    seen = {user: set(Enterprise.objects.visible_to(user)) for user in (owner, liaison, office_person())}
    assert list(seen.values()) == [{ours}, {theirs}, {ours, theirs}]


def test_an_open_call_stands_with_its_form_and_stages():
    call = open_call()
    assert call.form is not None
    assert call.form.sections.count() == 2
    assert call.stages.count() == 3
