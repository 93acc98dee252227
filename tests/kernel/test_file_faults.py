"""A full disk and a line that breaks: one clear answer, nothing half kept (F12, F13), each with its control."""

import json
import os
import shutil
import subprocess
from datetime import timedelta
from io import BytesIO

import pytest
from axes.models import AccessAttempt
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import UnreadablePostError
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from brandcity.wsgi import application
from kernel.accounts.services import issue_token
from kernel.common.uploads import whole_bodies
from kernel.files.models import Attachment
from tests.factories import liaison, open_report
from tests.signing_in import WRONG

ATTACHMENTS = "/api/v1/attachments/"
TOO_MUCH = b"y" * 200_000
WRONG_NAME = "nobody-here"


@pytest.fixture
def tiny(settings, tmp_path):
    """A disk of 64 kB, where files are kept."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sentence = f"A disk of 64 kB cannot be mounted: {done.stderr.strip()}"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    settings.MEDIA_ROOT = tmp_path
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


def sent(report, data):
    file = SimpleUploadedFile("纪要.txt", data)
    return {"owner_type": "coordination.progressreport", "owner_id": report.pk, "file": file}


def lying_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_on_a_full_disk_a_file_is_refused_in_a_sentence_and_nothing_of_it_stays(tiny, client):
    report = open_report()
    client.force_login(liaison())
    by_rest = client.post(ATTACHMENTS, sent(report, TOO_MUCH))
    assert (by_rest.status_code, by_rest.json()["code"]) == (507, "no_room")
    page = reverse("coordination:report-evidence", args=[report.pk])
    by_page = client.post(page, {"file": SimpleUploadedFile("纪要.txt", TOO_MUCH)})
    assert by_page.status_code == 507
    assert "磁盘空间不足" in by_page.content.decode()
    assert not Attachment.objects.exists()
    assert lying_in(tiny) == []
    assert client.post(ATTACHMENTS, sent(report, b"short")).status_code == 201
    assert len(lying_in(tiny)) == Attachment.objects.count() == 1


@pytest.mark.django_db
def test_control_django_alone_leaves_half_a_file(tiny, client, settings):
    settings.STORAGES = {
        **settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }  # fmt: skip
    report = open_report()
    client.force_login(liaison())
    client.raise_request_exception = False
    assert client.post(ATTACHMENTS, sent(report, TOO_MUCH)).status_code == 500
    assert lying_in(tiny)


FORM = "application/x-www-form-urlencoded"


def send(door, path, body, kind, cut=0, **headers):
    """Status and text of what the WSGI application `door` answers to a body of which the last `cut` bytes are lost."""
    told = []
    environ = RequestFactory().generic("POST", path, body, kind, headers=headers).environ
    environ["wsgi.input"] = BytesIO(body[: len(body) - cut])
    answer = door(environ, lambda status, _headers: told.append(int(status.split()[0])))
    return told[0], b"".join(answer).decode()


@pytest.fixture
def _one_connection():
    """The application closes its connections around a request; here there is one, in the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("_one_connection")
def test_what_broke_off_on_its_way_is_not_taken_for_a_shorter_one():
    report, now = open_report(), timezone.now()
    ends, user = now + timedelta(days=1), liaison()
    token = f"Bearer {issue_token(user, name='x', scopes=['write'], expires_at=ends, now=now)[1]}"
    part = '--edge\r\nContent-Disposition: form-data; name="'
    form = f'{part}owner_id"\r\n\r\n1\r\n{part}file"; filename="a.txt"\r\n\r\ntwo thirds\r\n--edge--\r\n'
    sign = f"/api/v1/tasks/{report.task_id}/sign/"
    for path, body, kind in (
        (ATTACHMENTS, form.encode(), "multipart/form-data; boundary=edge"),
        (sign, b'{"note": "x"}', "application/json"),
    ):
        known = {"Authorization": token, "If-Match": f'"{report.task.version}"'}
        status, said = send(application, path, body, kind, cut=8, **known)
        assert (status, json.loads(said)["code"]) == (400, "broken_off"), said
    name = WRONG_NAME + "x" * 200
    plain = f"login={name}&password={WRONG}".encode()
    assert send(application, reverse("account_login"), plain, FORM, cut=90)[0] in (400, 403)
    assert not AccessAttempt.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_one_connection")
def test_control_without_counting_the_half_of_a_text_passes_for_all_of_it():
    plain = f"login={WRONG_NAME}{'x' * 200}&password={WRONG}".encode()
    seen = []

    def door(environ, start_response):
        request = WSGIRequest(environ)
        seen.append(request.POST["password"])
        start_response("200 OK", [])
        return [b""]

    assert send(door, "/", plain, FORM, cut=5)[0] == 200
    assert seen == [WRONG[:-5]]
    with pytest.raises(UnreadablePostError):
        send(whole_bodies(door), "/", plain, FORM, cut=5)


@pytest.mark.django_db
def test_a_file_moved_to_its_place_takes_nobody_elses(settings, tmp_path, client):
    settings.MEDIA_ROOT = tmp_path
    report = open_report()
    client.force_login(liaison())
    assert client.post(ATTACHMENTS, sent(report, b"the same bytes")).status_code == 201
    first = Attachment.objects.get()
    lies = tmp_path / str(first.file.name)
    assert oct(lies.stat().st_mode & 0o777) == "0o644"
    kept = first.file.storage.save(str(first.file.name), SimpleUploadedFile("b", b"other"))
    assert kept != first.file.name
    assert lies.read_bytes() == b"the same bytes"
    shutil.rmtree(tmp_path / "attachments")
