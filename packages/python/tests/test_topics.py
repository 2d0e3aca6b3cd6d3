"""What Herald's own code renders for each event type becomes one form of event."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from herald import HeraldEvent, from_eventbridge, from_sns, from_sqs, from_webhook

ID = "01JD0000000000000000000000"
# Written by ../test/python.test.ts: eventType, detailType, and an example of each form.
EXAMPLES: list[dict[str, Any]] = json.loads(Path(os.environ["EXAMPLES"]).read_text(encoding="utf-8"))
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["eventType"])


@each_example
def test_the_topic_s_own_form(example: dict[str, Any]) -> None:
    native, event_type = example["native"], example["eventType"]
    text = json.dumps(native)
    attributes = {"eventId": {"stringValue": ID}, "eventType": {"stringValue": event_type}}
    values = {"eventId": {"Value": ID}, "eventType": {"Value": event_type}}

    expected = HeraldEvent(ID, event_type, "native", native)
    assert from_sqs({"body": text, "messageAttributes": attributes}) == expected
    assert from_sns({"Message": text, "MessageAttributes": values}) == expected
    event = from_webhook({"webhook-id": ID}, text)
    assert event == HeraldEvent(ID, event.type, "native", native)
    assert event.type in (event_type, example["detailType"])


@each_example
def test_a_cloud_event(example: dict[str, Any]) -> None:
    envelope = example["cloudevents"]
    headers = {"content-type": "application/cloudevents+json; charset=UTF-8"}

    expected = HeraldEvent(envelope["id"], example["eventType"], "cloudevents", envelope["data"])
    assert from_webhook(headers, json.dumps(envelope)) == expected
    assert from_eventbridge({"detail-type": "A", "detail": envelope}) == expected


@each_example
def test_an_event_of_a_bus(example: dict[str, Any]) -> None:
    detail_type, detail = example["detailType"], example["eventbridge"]
    event = {"detail-type": detail_type, "resources": [f"urn:herald:event:{ID}"], "detail": detail}

    assert from_eventbridge(event) == HeraldEvent(ID, detail_type, "eventbridge", detail)
