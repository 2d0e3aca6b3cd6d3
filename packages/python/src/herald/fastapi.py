"""For FastAPI."""

import inspect
from collections.abc import Awaitable
from typing import Callable, Optional

from anyio import from_thread
from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from .deduplication import IdStore
from .event import HeraldEvent
from .receiver import MOST_BYTES, Handle, receive
from .signature import Secret


def receiver(
    secret: Secret, handle: Handle, ids: Optional[IdStore] = None, tolerance_seconds: float = 300
) -> Callable[[Request], Awaitable[Response]]:
    """Example: `app.post("/hook")(receiver(secret, lambda event: print(event.id)))`.

    `handle` may be async. One that is not, and `ids`, run in a thread, so that they do not block the server.
    """

    def handle_in_thread(event: HeraldEvent) -> None:
        result = handle(event)
        if inspect.isawaitable(result):
            from_thread.run(_awaited, result)

    async def herald_receiver(request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                return Response(f"the body has more than {MOST_BYTES} bytes", 413, media_type="text/plain")
        status, text = await run_in_threadpool(
            receive, request.headers, body, secret, handle_in_thread, ids, tolerance_seconds
        )
        return Response(text, status, media_type="text/plain")

    return herald_receiver


async def _awaited(result: Awaitable[object]) -> None:
    await result
