"""One form of event for all ways in which a notification arrives."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, Optional, TypeVar

from .signature import Headers, RawBody, bytes_of, header_of

Form = Literal["native", "cloudevents", "eventbridge"]
TypeT = TypeVar("TypeT", bound=str, covariant=True)
FormT = TypeVar("FormT", bound=Form, covariant=True)
DataT = TypeVar("DataT", covariant=True)

_URN = "urn:herald:event:"


class NotificationError(Exception):
    """The notification is not one of Herald's: a field is missing."""


@dataclass(frozen=True)
class TypedEvent(Generic[TypeT, FormT, DataT]):
    """An event of a known type. `herald.catalogue.ExampleEvent` is a union of these for the example topics."""

    id: str
    """The event id, the same on every attempt and for every target."""
    type: TypeT
    form: FormT
    """The form in which it arrived. `data` of a CloudEvent is the content without the topic's envelope."""
    data: DataT
    traceparent: Optional[str] = None
    """Of the publisher (W3C Trace Context)."""


@dataclass(frozen=True)
class HeraldEvent(TypedEvent[Any, Any, Any]):
    """A notification. The API's `GET /topics` says what `data` is for each `type` and `form`."""


def from_webhook(headers: Headers, body: RawBody) -> HeraldEvent:
    """Parses the request of a webhook. Verify it first. Raises NotificationError."""
    text = bytes_of(body).decode("utf-8-sig", "replace")
    content_type = header_of(headers, "content-type") or ""
    return _event_of(
        text,
        header_of(headers, "webhook-id"),
        traceparent=header_of(headers, "traceparent"),
        is_structured=content_type.startswith("application/cloudevents+json"),
    )


def from_sqs(message: Mapping[str, Any]) -> HeraldEvent:
    """Parses a message of a queue, as Lambda or boto3 gives it.

    Herald sent it, or it came from Herald's topic or bus. Raises NotificationError.
    """
    text = _first_of(message, "body", "Body")
    attributes = _first_of(message, "messageAttributes", "MessageAttributes")

    def attribute(name: str) -> Any:
        return _first_of(_field(attributes, name), "stringValue", "StringValue")

    event_id = attribute("eventId")
    if event_id is not None:
        return _event_of(text, event_id, attribute("eventType"), attribute("traceparent"))
    # A queue behind a topic or a bus has their envelope in the body.
    value = _json_of(text)
    if isinstance(_field(value, "Message"), str):
        return from_sns(value)
    if isinstance(_field(value, "detail-type"), str):
        return from_eventbridge(value)
    raise NotificationError("the message has no attribute eventId: it is not a notification of Herald")


def from_sns(message: Mapping[str, Any]) -> HeraldEvent:
    """Parses what SNS sends over HTTPS, to a queue, or to Lambda (`record["Sns"]`).

    Raises NotificationError.
    """
    attributes = _field(message, "MessageAttributes")

    def attribute(name: str) -> Any:
        return _field(_field(attributes, name), "Value")

    text = _field(message, "Message")
    return _event_of(text, attribute("eventId"), attribute("eventType"), attribute("traceparent"))


def from_eventbridge(event: Mapping[str, Any]) -> HeraldEvent:
    """Parses an event of a bus, as a rule gives it to its target. Raises NotificationError."""
    resources = [one for one in _field(event, "resources") or [] if str(one).startswith(_URN)]
    detail = _field(event, "detail")
    if _is_cloud_event(detail):
        return _of_cloud_event(detail)
    event_id = resources[0][len(_URN) :] if resources else None
    return _made(event_id, _field(event, "detail-type"), "eventbridge", detail)


def _event_of(
    text: Any,
    event_id: Optional[str],
    event_type: Optional[str] = None,
    traceparent: Optional[str] = None,
    is_structured: bool = False,
) -> HeraldEvent:
    value = _json_of(text)
    if is_structured or _is_cloud_event(value):
        return _of_cloud_event(value, traceparent)
    if event_type is None:
        event_type = _type_in(value)
    return _made(event_id, event_type, "native", value, traceparent)


def _of_cloud_event(value: Any, traceparent: Optional[str] = None) -> HeraldEvent:
    event_id, event_type, data = (_field(value, name) for name in ("id", "type", "data"))
    return _made(event_id, event_type, "cloudevents", data, traceparent)


def _type_in(value: Any) -> Optional[str]:
    """A webhook has the type in its payload: each topic in its own field."""
    found = [_field(value, name) for name in ("eventType", "eventDescriptor", "detail-type")]
    return next((one for one in found if isinstance(one, str)), None)


def _made(
    event_id: Any,
    event_type: Any,
    form: Form,
    data: Any,
    traceparent: Optional[str] = None,
) -> HeraldEvent:
    if not isinstance(event_id, str) or event_id == "":
        raise NotificationError("it has no event id: it is not a notification of Herald")
    if not isinstance(event_type, str):
        raise NotificationError("it does not name its event type")
    return HeraldEvent(event_id, event_type, form, data, traceparent)


def _field(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None


def _first_of(value: Any, *names: str) -> Any:
    return next((one for one in (_field(value, name) for name in names) if one is not None), None)


def _is_cloud_event(value: Any) -> bool:
    return isinstance(_field(value, "specversion"), str)


def _json_of(text: Any) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (TypeError, ValueError, RecursionError):
        raise NotificationError("the body is not JSON") from None


def _refuse_constant(name: str) -> None:
    """Python reads NaN and Infinity, which JSON does not have (RFC 8259, section 6)."""
    raise ValueError(name)
