"""What files hold: bombs, macros, locks, scripts and metadata, each answered by one clear sentence (S8, S9)."""

import hashlib
import zipfile
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from PIL import Image
from rest_framework.test import APIClient

from kernel.activity.models import AuditEntry
from kernel.common.errors import Invalid
from kernel.files.models import Attachment, FileRule
from kernel.files.services import attach, attach_all
from tests.factories import NOW, active_task, liaison

pytestmark = pytest.mark.django_db
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_SHEET = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def contents(main=SHEET, part="/xl/workbook.xml"):
    kinds = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<Types xmlns="{kinds}"><Override PartName="{part}" ContentType="{main}"/></Types>'


def package(parts=None, listed=None, compression=zipfile.ZIP_DEFLATED):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        archive.writestr("[Content_Types].xml", listed or contents())
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def word():
    out, document = BytesIO(), Document()
    document.add_paragraph("推进会会议记录")
    document.save(out)
    return out.getvalue()


def locked(data):
    """The same package with the bit set that says its parts are encrypted."""
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + bytes([data[at] | 1]) + data[at + 1 :]


def pdf(objects=b"<<>>"):
    return b"%PDF-1.7\n1 0 obj\n" + objects + b"\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"


def packed_objects(objects):
    return b"<</Type/ObjStm/Filter/FlateDecode/N 1>>\nstream\n" + zlib.compress(objects) + b"\nendstream"


def picture(form="JPEG", size=(60, 40), **options):
    out = BytesIO()
    with Image.new("RGB", size, "white") as image:
        image.paste("navy", (0, 0, size[0] // 2, size[1] // 2))
        image.save(out, form, **options)
    return out.getvalue()


def photographed(turned=6):
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE], exif[GPS] = turned, "恒达相机", {1: "N", 2: (30.0, 12.0, 5.0)}
    return picture(exif=exif, comment=b"secret place", quality=85)


def said_of(data, name, task=None):
    """The one sentence that refuses the file; nothing is kept."""
    with pytest.raises(Invalid) as refusal:
        attached(data, name, task)
    assert not Attachment.objects.exists()
    (sentence,) = refusal.value.fields["file"]
    return sentence


def attached(data, name, task=None, actor=None):
    upload = SimpleUploadedFile(name, data)
    return attach(task or active_task(), upload, purpose="evidence", actor=actor or liaison(), now=NOW)


BOMB = package({"xl/worksheets/sheet1.xml": bytes(30 * 1024 * 1024)})
INNER = package({"secret.txt": "x"}, listed="<Types/>")


REFUSED = [
    (BOMB, "台账.xlsx", "压缩炸弹"),
    (package({f"xl/{n}.xml": "" for n in range(5001)}), "台账.xlsx", "部件"),
    (package({"xl/vbaProject.bin": "x"}), "台账.xlsx", "含有宏"),
    (package(listed=contents(MACRO_SHEET)), "台账.xlsx", "含有宏"),
    (package(listed=contents(MACRO_SHEET)), "台账.xlsm", "含有宏"),
    (package({"xl/macrosheets/sheet1.xml": "x"}), "台账.xlsx", "含有宏"),
    (package({"xl/media/more.zip": INNER}), "台账.xlsx", "xl/media/more.zip"),
    (package({"xl/media/image1.png": INNER}), "台账.xlsx", "xl/media/image1.png"),
    (package({"xl/embeddings/a.xlsx": INNER}), "台账.xlsx", "xl/embeddings/a.xlsx"),
    (package({"xl/embeddings/a.xlsx": package({"xl/vbaProject.bin": "x"})}), "台账.xlsx", "含有宏"),
    (package({"xl/embeddings/a.xlsx": package({"xl/b.xlsx": package()})}), "台账.xlsx", "xl/b.xlsx"),
    (package(listed="<Types/>"), "台账.xlsx", "不是真正的 Excel"),
    (package(listed="<Types"), "台账.docx", "不是真正的 Word"),
    (package(listed=contents(part="/xl/other.xml")), "台账.xlsx", "不是真正的 Excel"),
    (package(), "台账.docx", ".xlsx"),
    (package()[:-30], "台账.xlsx", "已损坏"),
    (locked(package()), "台账.xlsx", "密码"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "台账.xls", "旧版 Office"),
    (pdf(b"<</Encrypt 5 0 R>>"), "合同.pdf", "权限保护"),
    (pdf(b"<</S/JavaScript/JS(app.alert(1))>>"), "合同.pdf", "含有脚本"),
    (pdf(b"<</S/J#61vaScript>>"), "合同.pdf", "含有脚本"),
    (pdf(b"<</S/Launch/F(cmd.exe)>>"), "合同.pdf", "含有脚本"),
    (pdf(packed_objects(b"<</S/JavaScript>>")), "合同.pdf", "含有脚本"),
    (picture()[:200], "现场.jpg", "图片已损坏"),
    (picture("PNG")[:60], "现场.png", "图片已损坏"),
]


@pytest.mark.parametrize(
    ("data", "name", "words"), REFUSED, ids=[f"{n}-{words}" for n, (_data, _name, words) in enumerate(REFUSED)]
)
def test_what_a_file_may_not_hold_is_said_in_one_sentence_and_nothing_is_kept(data, name, words, store):
    assert words in said_of(data, name)
    assert not list(store.rglob("*.*"))


def test_a_limit_is_a_row_and_a_picture_is_measured_before_it_is_unpacked():
    task, large = active_task(), picture("PNG", (2000, 1500))
    FileRule.objects.update(most_pixels=2_000_000, most_unpacked_bytes=5000)
    assert "3 百万像素" in said_of(large, "现场.png", task)
    assert "解压后达" in said_of(word(), "会议记录.docx", task)
    FileRule.objects.update(most_pixels=3_000_000, most_unpacked_bytes=10**6)
    assert attached(word(), "会议记录.docx", task).pk
    assert attached(large, "现场.png", task).pk


def test_a_picture_of_billions_of_pixels_is_refused_by_its_head_alone():
    data = bytearray(picture("PNG"))
    data[16:24] = (60000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    assert "3600 百万像素" in said_of(bytes(data), "现场.png")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (word(), "会议记录.docx"),
        (package({"xl/embeddings/a.xlsx": package()}), "图表.xlsx"),
        (pdf(b"<</Title(JS)>>\n2 0 obj<<>>stream\n /JS /Launch /Encrypt 1 0 R\nendstream"), "合同.pdf"),
    ],
    ids=["word", "chart", "pdf"],
)
def test_an_honest_file_is_kept_byte_by_byte(data, name):
    with attached(data, name).file.open() as kept:
        assert kept.read() == data


def test_a_picture_is_kept_upright_and_without_place_camera_or_comment():
    data = photographed()
    task = active_task()
    row = attached(data, "现场.jpg", task)
    with row.file.open() as file:
        kept = file.read()
    opened: Any = Image.open
    with opened(BytesIO(kept)) as image:
        assert image.size == (40, 60)
        assert dict(image.getexif()) == {}
        assert [image.convert("L").getpixel(at) < 100 for at in ((35, 5), (5, 55))] == [True, False]
    assert b"secret" not in kept
    assert b"Exif" not in kept
    assert (row.size, row.sha256) == (len(kept), hashlib.sha256(kept).hexdigest())
    entry = AuditEntry.objects.of(task).get(step="attach")
    assert entry.after["sent_sha256"] == hashlib.sha256(data).hexdigest() != row.sha256
    assert attached(data, "再传.jpg", task) == row, "the same picture again is the same file"


def test_a_rewritten_picture_keeps_its_quality():
    data = picture(quality=85)
    opened: Any = Image.open
    with attached(data, "现场.jpg").file.open() as file, opened(BytesIO(data)) as sent, opened(file) as kept:
        assert kept.quantization == sent.quantization
        assert kept.size == sent.size


def test_a_hundred_files_at_once_get_one_sentence_and_none_is_kept():
    files = [SimpleUploadedFile(f"{n}.txt", b"") for n in range(100)]
    with pytest.raises(Invalid) as refusal:
        attach_all(active_task(), files, purpose="evidence", actor=liaison(), now=NOW)
    assert refusal.value.fields["file"] == ["一次选择了 100 个文件，每条记录最多 20 个。请减少后重试。"]


def test_by_page_a_hundred_files_get_that_sentence_too(client):
    task, writer = active_task(), liaison("swj")
    client.force_login(writer)
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(150)]
    answer = client.post(reverse("coordination:task-evidence", args=[task.pk]), {"file": files})
    assert answer.status_code == 400
    assert "一次选择了 150 个文件" in answer.content.decode()


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_fifty_megabytes_are_refused_by_their_length_before_they_are_read(client, accept, settings):
    settings.LARGEST_UPLOAD = 1024 * 1024
    client.force_login(liaison("swj"))
    address = reverse("coordination:task-evidence", args=[active_task().pk])
    upload = SimpleUploadedFile("大.pdf", bytes(1024 * 1024 + 1))
    answer = client.post(address, {"file": upload}, headers={"accept": accept})
    assert answer.status_code == 413
    said = answer.json()["wrong"][0] if "json" in accept else answer.content.decode()
    assert "1 MB" in said


def test_by_rest_they_get_a_problem_document():
    client = APIClient()
    answer = client.post("/api/v1/attachments/", b"", content_type="multipart/form-data", CONTENT_LENGTH="52428800")
    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "too_large"
    assert "32 MB" in answer.json()["detail"]
