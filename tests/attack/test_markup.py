"""XML and HTML from outside (S10): no entity is ever followed or multiplied, and markup is shown as the text it is."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from coordination.exchange import DUTY_KEYWORDS
from kernel.common.errors import Invalid
from kernel.exchange.workbooks.reading import read_table
from tests.exchange.factories import HEAD, with_part, workbook
from tests.factories import POLICY, draft_plan, office_person

SCRIPT = "<script>alert(1)</script>"
PACKAGES = ("brandcity", "portal", "enterprises", "coordination", "kernel", "templates")
# What would let markup through as it came.
LET_THROUGH = re.compile(r"mark_safe|SafeString\(|\|\s*safe(?:seq)?\b|autoescape off|format_html\(\s*f|__html__")
BOMB = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 9))
ENTITIES = {
    "a file of the server": '<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    "a thousand million words": f'<!DOCTYPE sst [<!ENTITY b0 "word">{BOMB}<!ENTITY x "&b8;">]>',
}


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
def test_a_workbook_with_entities_is_refused_or_shows_nothing_of_them(entity):
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<?xml version="1.0"?>{entity}<sst xmlns="{space}"><si><t>{HEAD[0]}</t></si><si><t>a&x;b</t></si></sst>'
    data = with_part(workbook([["市商务局", "展会"]]), "xl/sharedStrings.xml", strings.encode())
    hostname = Path("/etc/hostname").read_text("utf-8").strip()
    try:
        read = str(read_table(data, DUTY_KEYWORDS.columns))
    except Invalid:
        return
    assert "wordword" not in read
    assert f"a{hostname}b" not in read


@pytest.mark.django_db
def test_markup_in_a_policy_text_is_shown_as_the_text_it_is():
    plan = draft_plan(text=POLICY.replace("开展双品网购节", f"开展{SCRIPT}双品网购节"))
    browser = Client()
    browser.force_login(office_person())
    for name in ("plan-review", "plan-policy"):
        page = browser.get(reverse(f"coordination:{name}", args=[plan.pk])).content.decode()
        assert SCRIPT not in page
    page = browser.get(reverse("coordination:plan-review", args=[plan.pk])).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_nothing_in_the_sources_lets_markup_through():
    files = [
        path for name in PACKAGES for path in (settings.BASE_DIR / name).rglob("*") if path.suffix in (".py", ".html")
    ]
    found = [f"{path.name}: {hit[0]}" for path in files for hit in LET_THROUGH.finditer(path.read_text("utf-8"))]
    assert found == []
    assert LET_THROUGH.search("{{ text|safe }}"), "the control"
