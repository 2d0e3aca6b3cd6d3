"""The types, which mypy checks: an event's type and form decide the type of its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, List

from herald import from_webhook, receive
from herald.catalogue import ExampleEvent

if TYPE_CHECKING:
    from typing_extensions import assert_type


def test_the_type_of_an_event_decides_the_type_of_its_data() -> None:
    def listing_of(event: ExampleEvent) -> str:
        assert event.type == "LiveStatusUpdated" and event.form == "native"
        if TYPE_CHECKING:
            assert_type(event.data["alid"], str)
            event.data["alod"]  # type: ignore[typeddict-item]
        return event.data["alid"]

    text = '{"eventType":"LiveStatusUpdated","alid":"a"}'
    assert listing_of(from_webhook({"webhook-id": "1"}, text)) == "a"


def test_a_function_of_example_events_handles_notifications() -> None:
    listings: List[str] = []

    def handle(event: ExampleEvent) -> None:
        if event.type == "LiveStatusUpdated":
            listings.append(event.data["alid"])

    assert receive({}, b"", "secret", handle).status == 401
