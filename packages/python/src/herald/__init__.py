"""What a receiver of Herald's notifications needs: verify, parse and deduplicate."""

from .deduplication import BusyError, Claim, IdStore, MemoryIds, once
from .event import (
    Form,
    HeraldEvent,
    NotificationError,
    TypedEvent,
    from_eventbridge,
    from_sns,
    from_sqs,
    from_webhook,
)
from .receiver import Answer, Handle, receive
from .signature import (
    Headers,
    RawBody,
    Secret,
    SignatureError,
    SignatureFault,
    Verified,
    verify,
    verify_named,
)

__all__ = [
    "Answer",
    "BusyError",
    "Claim",
    "Form",
    "Handle",
    "Headers",
    "HeraldEvent",
    "IdStore",
    "MemoryIds",
    "NotificationError",
    "RawBody",
    "Secret",
    "SignatureError",
    "SignatureFault",
    "TypedEvent",
    "Verified",
    "from_eventbridge",
    "from_sns",
    "from_sqs",
    "from_webhook",
    "once",
    "receive",
    "verify",
    "verify_named",
]
