"""Small real files to hang on reports: a picture, a document, a page and a list, each made in code."""

import struct
import zlib
from datetime import date
from io import BytesIO
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from coordination.models import ProgressReport

WIDTH, HEIGHT = 320, 180
INKS = [(31, 92, 160), (200, 66, 44), (72, 140, 86), (214, 160, 52)]


def evidence_for(report: ProgressReport, rng: Random) -> SimpleUploadedFile:
    """One file that proves something of the month; its kind is the seed's choice."""
    makers = (_picture, _minutes, _receipt, _sign_in_list)
    return makers[rng.randrange(len(makers))](report, rng)


def _picture(report: ProgressReport, rng: Random) -> SimpleUploadedFile:
    bars = [rng.randint(40, HEIGHT - 20) for _bar in range(8)]
    rows = bytearray()
    for y in range(HEIGHT):
        rows.append(0)
        for x in range(WIDTH):
            bar = x * len(bars) // WIDTH
            rows += bytes(INKS[bar % len(INKS)] if HEIGHT - y < bars[bar] and x % 40 > 8 else (248, 248, 244))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(bytes(rows))) + _chunk(b"IEND", b"")
    return SimpleUploadedFile(f"{_month(report.period)}现场统计图.png", b"\x89PNG\r\n\x1a\n" + chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _minutes(report: ProgressReport, rng: Random) -> SimpleUploadedFile:
    document, kept = Document(), BytesIO()
    document.add_heading(f"{report.task.title}推进会会议记录", level=1)
    document.add_paragraph(f"时间：{_month(report.period)}{rng.randint(3, 20)}日  地点：{report.task.lead.name}会议室")
    document.add_paragraph(report.done)
    document.add_paragraph(f"下一步：{report.next_step}")
    document.save(kept)
    return SimpleUploadedFile(f"{_month(report.period)}推进会会议记录.docx", kept.getvalue())


def _receipt(report: ProgressReport, rng: Random) -> SimpleUploadedFile:
    line = f"Task {report.task.number}  {report.period:%Y-%m}  receipt no. {rng.randint(10000, 99999)}"
    return SimpleUploadedFile(f"{_month(report.period)}回执.pdf", one_page(line))


def one_page(line: str) -> bytes:
    """A PDF of one page with a line of plain letters on it."""
    stream = f"BT /F1 14 Tf 72 760 Td ({line}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


def _sign_in_list(report: ProgressReport, rng: Random) -> SimpleUploadedFile:
    surnames = rng.sample("江陆苏程白许叶柳石田周闻钟何海易云陶夏", 12)
    lines = [f"{n:02d}\t{name}某某\t{report.task.lead.short_name}" for n, name in enumerate(surnames, start=1)]
    text = f"{report.task.title}\n活动签到表（{_month(report.period)}）\n" + "\n".join(lines)
    return SimpleUploadedFile(f"{_month(report.period)}活动签到表.txt", text.encode())


def _month(period: date) -> str:
    return f"{period.year}年{period.month}月"
