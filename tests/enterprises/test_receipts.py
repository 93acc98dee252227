"""The receipt: a PDF of what was sent, whose Chinese can be read back and whose digest holds."""

import hashlib
from io import BytesIO

import pytest
from pypdf import PdfReader

from kernel.common.errors import NotPermitted
from kernel.files.models import Attachment
from kernel.files.services import remove
from tests.enterprises.factories import NOW, member, registered_enterprise
from tests.enterprises.factories_applications import submitted_application

pytestmark = pytest.mark.django_db


def text_of(data: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages)


def test_what_was_sent_can_be_read_back_and_its_digest_holds() -> None:
    application, filler = submitted_application()
    pdf = application.submissions.get().pdf
    assert pdf is not None
    with pdf.file.open() as file:
        data = file.read()
    assert hashlib.sha256(data).hexdigest() == pdf.sha256
    text = text_of(data)
    for words in ("品牌理念", "一阀一生，滴水不漏。", "12,500.5万元", "营业执照", application.enterprise.uscc):
        assert words in text, words
    assert str(application.number) in text
    assert Attachment.objects.visible_to(filler).filter(pk=pdf.pk).exists()
    assert not Attachment.objects.visible_to(member(registered_enterprise())).filter(pk=pdf.pk).exists()


def test_nobody_takes_a_receipt_back() -> None:
    application, filler = submitted_application()
    pdf = application.submissions.get().pdf
    assert pdf is not None
    with pytest.raises(NotPermitted):
        remove(pdf, actor=filler, now=NOW)
