"""For AWS Lambda: webhooks over a function URL or API Gateway, and messages of a queue."""

import base64
from collections.abc import Mapping
from typing import Any, Callable, Optional

from .deduplication import IdStore, call, once
from .event import from_sqs
from .receiver import Handle, log_error, receive
from .signature import Secret


def webhook_handler(
    secret: Secret, handle: Handle, ids: Optional[IdStore] = None, tolerance_seconds: float = 300
) -> Callable[[Mapping[str, Any], object], dict[str, Any]]:
    """Example: `handler = webhook_handler(secret, lambda event: print(event.id))` (payload format 2.0)."""

    def handler(request: Mapping[str, Any], context: object) -> dict[str, Any]:
        text = request.get("body") or ""
        body = base64.b64decode(text) if request.get("isBase64Encoded") else text
        answer = receive(request["headers"], body, secret, handle, ids, tolerance_seconds)
        headers = {"content-type": "text/plain; charset=utf-8"}
        return {"statusCode": answer.status, "headers": headers, "body": answer.text}

    return handler


def queue_handler(
    handle: Handle, ids: Optional[IdStore] = None
) -> Callable[[Mapping[str, Any], object], dict[str, list[dict[str, str]]]]:
    """Handles each message of a batch.

    Those that fail stay on the queue; the mapping needs `ReportBatchItemFailures`. In a FIFO queue, the
    messages after a failed one fail too, so that the order stays.
    """

    def handler(batch: Mapping[str, Any], context: object) -> dict[str, list[dict[str, str]]]:
        failed: list[str] = []
        for record in batch["Records"]:
            if (failed and _is_fifo(record)) or not _is_handled(record, handle, ids):
                failed.append(record["messageId"])
        return {"batchItemFailures": [{"itemIdentifier": one} for one in failed]}

    return handler


def _is_handled(record: Mapping[str, Any], handle: Handle, ids: Optional[IdStore]) -> bool:
    try:
        event = from_sqs(record)
        if ids is None:
            call(lambda: handle(event))
        else:
            once(event.id, ids, lambda: handle(event))
        return True
    except Exception as error:
        log_error(error)
        return False


def _is_fifo(record: Mapping[str, Any]) -> bool:
    return str(record.get("eventSourceARN", "")).endswith(".fifo")
