"""The ways in which a notification arrives become one form of event."""

import json
from typing import Any, Callable

import pytest

from herald import (
    HeraldEvent,
    NotificationError,
    from_eventbridge,
    from_sns,
    from_sqs,
    from_webhook,
)

ID = "01JD0000000000000000000000"
URN = f"urn:herald:event:{ID}"


@pytest.mark.parametrize("field", ["eventType", "eventDescriptor", "detail-type"])
def test_a_webhook_has_its_type_in_a_field_of_the_topic(field: str) -> None:
    data = {field: "A", "alid": "listing-1"}
    headers = {"Webhook-Id": ID, "content-type": "application/json", "traceparent": "00-1-2-01"}

    expected = HeraldEvent(ID, "A", "native", data, "00-1-2-01")
    assert from_webhook(headers, json.dumps(data)) == expected
    assert from_webhook(headers, b"\xef\xbb\xbf" + json.dumps(data).encode()) == expected


def test_a_cloud_event_by_webhook_queue_topic_and_bus() -> None:
    event = {"specversion": "1.0", "id": ID, "type": "A", "data": {"alid": "listing-1"}}
    text = json.dumps(event)
    expected = HeraldEvent(ID, "A", "cloudevents", {"alid": "listing-1"})

    assert from_webhook({"Content-Type": "application/cloudevents+json; charset=UTF-8"}, text) == expected
    assert from_sqs({"body": text, "messageAttributes": {"eventId": {"stringValue": ID}}}) == expected
    assert from_sns({"Message": text, "MessageAttributes": {"eventId": {"Value": ID}}}) == expected
    assert from_eventbridge({"detail-type": "A", "detail": event}) == expected


def test_a_message_of_a_queue_from_boto3_and_from_lambda() -> None:
    attributes = {"eventId": ID, "eventType": "A", "traceparent": "00-1-2-01"}
    of_lambda = {name: {"stringValue": value} for name, value in attributes.items()}
    of_boto3 = {name: {"StringValue": value} for name, value in attributes.items()}

    expected = HeraldEvent(ID, "A", "native", {"a": 1}, "00-1-2-01")
    assert from_sqs({"body": '{"a":1}', "messageAttributes": of_lambda}) == expected
    assert from_sqs({"Body": '{"a":1}', "MessageAttributes": of_boto3}) == expected


def test_an_event_of_a_bus_and_in_a_queue_behind_it() -> None:
    event = {"detail-type": "A", "resources": ["arn:aws:other", URN], "detail": {"a": 1}}

    assert from_eventbridge(event) == HeraldEvent(ID, "A", "eventbridge", {"a": 1})
    assert from_sqs({"body": json.dumps(event)}) == from_eventbridge(event)


def test_a_message_of_a_topic_in_a_queue() -> None:
    attributes = {"eventId": {"Value": ID}, "eventType": {"Value": "A"}}
    message = {"Type": "Notification", "Message": '{"a":1}', "MessageAttributes": attributes}

    assert from_sqs({"body": json.dumps(message)}) == HeraldEvent(ID, "A", "native", {"a": 1})


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "no JSON": (lambda: from_webhook({"webhook-id": ID}, "hello"), "the body is not JSON"),
    "NaN": (lambda: from_webhook({"webhook-id": ID}, '{"eventType":"A","n":NaN}'), "the body is not JSON"),
    "no UTF-8": (lambda: from_webhook({"webhook-id": ID}, b"\xff\xfe"), "the body is not JSON"),
    "deep": (lambda: from_webhook({"webhook-id": ID}, "[" * 100_000), "the body is not JSON"),
    "no id": (lambda: from_webhook({}, '{"eventType":"A"}'), "it has no event id"),
    "no type": (lambda: from_webhook({"webhook-id": ID}, "{}"), "it does not name its event type"),
    "null": (lambda: from_webhook({"webhook-id": ID}, "null"), "it does not name its event type"),
    "a foreign message": (lambda: from_sqs({"body": '{"a":1}'}), "the message has no attribute eventId"),
    "an empty message": (lambda: from_sqs({}), "the body is not JSON"),
    "an empty message of a topic": (lambda: from_sns({}), "the body is not JSON"),
    "a foreign event": (lambda: from_eventbridge({"detail-type": "A", "detail": {}}), "it has no event id"),
}


@pytest.mark.parametrize(("parse", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_notification_is_refused(parse: Callable[[], Any], message: str) -> None:
    with pytest.raises(NotificationError, match=message):
        parse()
