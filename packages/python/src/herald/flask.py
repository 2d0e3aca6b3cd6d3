"""For Flask, version 3.1 or newer."""

from typing import Callable, Optional

from flask import Response, request

from .deduplication import IdStore
from .receiver import MOST_BYTES, Handle, receive
from .signature import Secret


def receiver(
    secret: Secret, handle: Handle, ids: Optional[IdStore] = None, tolerance_seconds: float = 300
) -> Callable[[], Response]:
    """Example: `app.post("/hook")(receiver(secret, lambda event: print(event.id)))`."""

    def herald_receiver() -> Response:
        request.max_content_length = MOST_BYTES
        body = request.get_data()
        status, text = receive(dict(request.headers), body, secret, handle, ids, tolerance_seconds)
        return Response(text, status, mimetype="text/plain")

    return herald_receiver
