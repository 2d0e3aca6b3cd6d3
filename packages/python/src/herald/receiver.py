"""Verifies, parses and handles one webhook request. The adapters of frameworks call it."""

import logging
import time
from typing import Any, Callable, NamedTuple, Optional

from .deduplication import BusyError, IdStore, call, once
from .event import NotificationError, from_webhook
from .signature import Headers, RawBody, Secret, SignatureError, verify

MOST_BYTES = 1024 * 1024
"""Herald sends at most 256 KB; a topic's envelope and JSON's escapes take some more."""

Handle = Callable[[Any], object]
"""A function of a `HeraldEvent`, or of an `ExampleEvent` for the types of the example topics."""


class Answer(NamedTuple):
    """What to answer. The text says why a request is refused; the delivery's log shows it."""

    status: int
    """204, 400, 401, 500 or 503."""
    text: str


def log_error(error: Exception) -> None:
    """Logs an error with its stack to the logger `herald`."""
    logging.getLogger("herald").error("the event was not handled", exc_info=error)


def receive(
    headers: Headers,
    body: RawBody,
    secret: Secret,
    handle: Handle,
    ids: Optional[IdStore] = None,
    tolerance_seconds: float = 300,
    clock: Callable[[], float] = time.time,
    on_error: Callable[[Exception], object] = log_error,
) -> Answer:
    """Answers one request.

    `handle` must end within 10 seconds; an error makes Herald send the event again. With `ids`, each event is
    handled once. `on_error` is told of errors of `handle`, which the answer does not show.
    """
    try:
        verified = verify(headers, body, secret, tolerance_seconds, clock)
        event = from_webhook(headers, body)
        if ids is None:
            call(lambda: handle(event))
        else:
            once(verified.id, ids, lambda: handle(event))
        return Answer(204, "")
    except Exception as error:
        if isinstance(error, SignatureError) and error.fault != "malformed-secret":
            return Answer(401, str(error))
        if isinstance(error, NotificationError):
            return Answer(400, str(error))
        if isinstance(error, BusyError):
            return Answer(503, str(error))
        on_error(error)
        return Answer(500, "the event was not handled")
