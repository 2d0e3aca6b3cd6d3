"""The same requests have the same answers in all frameworks."""

import base64
import json
import logging
from typing import Any, Callable, Optional

import django
import fastapi
import flask
import pytest
from django.conf import settings
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from fastapi.testclient import TestClient
from signing import BODY, SECRET, signed

import herald.aws_lambda
import herald.django
import herald.fastapi
import herald.flask
from herald import Handle, HeraldEvent, IdStore, MemoryIds, receive

Send = Callable[[dict[str, str], bytes], tuple[int, str]]

settings.configure(
    ALLOWED_HOSTS=["testserver"],
    SECRET_KEY="of the tests",
    MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"],
)
django.setup()


def on_fastapi(handle: Handle, ids: Optional[IdStore]) -> Send:
    app = fastapi.FastAPI()
    app.post("/hook")(herald.fastapi.receiver(SECRET, handle, ids))

    def send(headers: dict[str, str], body: bytes) -> tuple[int, str]:
        response = TestClient(app).post("/hook", headers=headers, content=body)
        return response.status_code, response.text

    return send


def on_fastapi_async(handle: Handle, ids: Optional[IdStore]) -> Send:
    async def handle_async(event: HeraldEvent) -> None:
        handle(event)

    return on_fastapi(handle_async, ids)


def on_flask(handle: Handle, ids: Optional[IdStore]) -> Send:
    app = flask.Flask("test")
    app.post("/hook")(herald.flask.receiver(SECRET, handle, ids))

    def send(headers: dict[str, str], body: bytes) -> tuple[int, str]:
        response = app.test_client().post("/hook", headers=headers, data=body)
        return response.status_code, response.text

    return send


def on_django(handle: Handle, ids: Optional[IdStore]) -> Send:
    class Urls:
        urlpatterns = [path("hook", herald.django.receiver(SECRET, handle, ids))]

    def send(headers: dict[str, str], body: bytes) -> tuple[int, str]:
        with override_settings(ROOT_URLCONF=Urls):
            client = Client(enforce_csrf_checks=True)
            response = client.post("/hook", body, content_type="application/json", headers=headers)
        return response.status_code, response.content.decode()

    return send


def on_lambda(handle: Handle, ids: Optional[IdStore]) -> Send:
    handler = herald.aws_lambda.webhook_handler(SECRET, handle, ids)

    def send(headers: dict[str, str], body: bytes) -> tuple[int, str]:
        text = base64.b64encode(body).decode()
        answer = handler({"headers": headers, "body": text, "isBase64Encoded": True}, None)
        return answer["statusCode"], answer["body"]

    return send


every_framework = pytest.mark.parametrize(
    "start", [on_fastapi, on_fastapi_async, on_flask, on_django, on_lambda]
)


@every_framework
def test_a_request_of_herald_is_handled(start: Any) -> None:
    events: list[HeraldEvent] = []

    assert start(events.append, None)(signed("event-1"), BODY) == (204, "")
    assert events == [HeraldEvent("event-1", "LiveStatusUpdated", "native", json.loads(BODY))]


@every_framework
def test_a_changed_body_is_refused_and_not_handled(start: Any) -> None:
    events: list[HeraldEvent] = []

    status, text = start(events.append, None)(signed("event-1"), BODY.replace(b"alid", b"alod"))
    assert status == 401
    assert "webhook-signature: no signature fits this body and secret" in text
    assert events == []


@every_framework
def test_a_request_without_a_signature_is_refused_and_its_header_is_named(start: Any) -> None:
    answer = start(print, None)({"content-type": "application/json"}, BODY)

    assert answer == (401, "the request has no header webhook-id")


@every_framework
def test_a_signed_request_that_is_no_notification_is_a_bad_request(start: Any) -> None:
    assert start(print, None)(signed("event-1", b"hello"), b"hello") == (400, "the body is not JSON")


@every_framework
def test_an_event_that_fails_is_answered_without_the_reason_and_handled_again(
    start: Any, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[str] = []

    def handle(event: HeraldEvent) -> None:
        calls.append(event.id)
        if len(calls) == 1:
            raise ConnectionError("password=secret")

    send = start(handle, MemoryIds())
    with caplog.at_level(logging.ERROR, "herald"):
        assert send(signed("event-1"), BODY) == (500, "the event was not handled")
    assert "password=secret" in caplog.text
    assert send(signed("event-1"), BODY) == (204, "")
    assert send(signed("event-1"), BODY) == (204, "")
    assert calls == ["event-1", "event-1"]


@every_framework
def test_an_event_that_is_being_handled_comes_again_later(start: Any) -> None:
    ids = MemoryIds()
    ids.claim("event-1", 60)

    assert start(print, ids)(signed("event-1"), BODY)[0] == 503


@pytest.mark.parametrize("start", [on_fastapi, on_flask])
def test_a_body_that_is_too_large_is_refused(start: Any) -> None:
    large = b" " * (1024 * 1024 + 1)

    assert start(print, None)(signed("event-1", large), large)[0] == 413


def test_a_get_request_is_refused_by_django() -> None:
    response = herald.django.receiver(SECRET, print)(RequestFactory().get("/hook"))

    assert response.status_code == 405


def test_a_malformed_secret_of_the_receiver_is_its_own_error(caplog: pytest.LogCaptureFixture) -> None:
    answer = receive(signed("event-1"), BODY, "whsec_?", print)

    assert answer == (500, "the event was not handled")
    assert "expected base64 after" in caplog.text


def record(message_id: str, arn: str = "arn:aws:sqs:eu-west-1:1:orders", body: str = "{}") -> dict[str, Any]:
    attributes = {"eventId": {"stringValue": message_id}, "eventType": {"stringValue": "A"}}
    return {"messageId": message_id, "eventSourceARN": arn, "body": body, "messageAttributes": attributes}


def fail_for_two(event: HeraldEvent) -> None:
    if event.id == "two":
        raise ConnectionError("not now")


def failures_of(records: list[dict[str, Any]], handle: Handle, ids: Optional[IdStore] = None) -> list[str]:
    answer = herald.aws_lambda.queue_handler(handle, ids)({"Records": records}, None)
    return [one["itemIdentifier"] for one in answer["batchItemFailures"]]


def test_messages_that_fail_stay_on_the_queue_and_no_other(caplog: pytest.LogCaptureFixture) -> None:
    records = [record("one"), record("two"), record("three"), record("four", body="no JSON")]

    assert failures_of(records, fail_for_two) == ["two", "four"]
    assert "not now" in caplog.text
    assert "the body is not JSON" in caplog.text


def test_in_a_fifo_queue_those_after_a_failed_one_stay_too() -> None:
    fifo = "arn:aws:sqs:eu-west-1:1:orders.fifo"

    records = [record(one, fifo) for one in ("one", "two", "three")]
    assert failures_of(records, fail_for_two) == ["two", "three"]


def test_a_message_that_comes_twice_is_handled_once() -> None:
    events: list[HeraldEvent] = []

    assert failures_of([record("one"), record("one")], events.append, MemoryIds()) == []
    assert len(events) == 1


def test_an_async_handler_of_a_queue_fails_and_loses_nothing() -> None:
    async def handle(event: HeraldEvent) -> None:
        raise AssertionError("not awaited")

    assert failures_of([record("one")], handle) == ["one"]
