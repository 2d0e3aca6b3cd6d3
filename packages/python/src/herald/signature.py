"""Verifies that a webhook request is Herald's: Standard Webhooks 1.0, or the header that the target names."""

import base64
import hmac
import re
import time
from collections.abc import Mapping, Sequence
from typing import Callable, Literal, NamedTuple, Optional, Union

SignatureFault = Literal[
    "missing-header",
    "malformed-timestamp",
    "too-old",
    "too-new",
    "wrong-signature",
    "malformed-secret",
]

Headers = Mapping[str, Union[str, Sequence[str]]]
"""Header names in any case, as a framework or a plain dict has them."""

RawBody = Union[str, bytes, bytearray, memoryview]
"""The body as it arrived, byte for byte, before any JSON parser."""

Secret = Union[str, Sequence[str]]
"""The target's secret, or both during a rotation."""

_DIGESTS = {"HmacSHA256": "sha256", "HmacSHA384": "sha384", "HmacSHA512": "sha512"}


class SignatureError(Exception):
    """The request is not Herald's, or not authentic any more. The message has no secret and no signature."""

    def __init__(self, fault: SignatureFault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


class Verified(NamedTuple):
    id: str
    """The event id, the same on every attempt: deduplicate by it."""
    timestamp: int
    """When this attempt was sent, seconds since the epoch."""


def verify(
    headers: Headers,
    body: RawBody,
    secret: Secret,
    tolerance_seconds: float = 300,
    clock: Callable[[], float] = time.time,
) -> Verified:
    """Verifies `webhook-signature` (Standard Webhooks 1.0).

    `tolerance_seconds`: how far `webhook-timestamp` may be from now. `clock`: seconds since the epoch.
    Raises SignatureError, which says what is wrong.
    """
    event_id = _required(headers, "webhook-id")
    timestamp = _timestamp_of(_required(headers, "webhook-timestamp"))
    signatures = _required(headers, "webhook-signature").split(" ")
    _require_recent(timestamp, tolerance_seconds, clock)
    signed = bytes_of(f"{event_id}.{timestamp}.") + bytes_of(body)
    ours = [_from_base64(one[3:]) for one in signatures if one.startswith("v1,")]
    if _is_signed("sha256", secret, signed, ours):
        return Verified(event_id, timestamp)
    raise SignatureError(
        "wrong-signature",
        "webhook-signature: no signature fits this body and secret; the body must be the bytes that arrived",
    )


def verify_named(
    headers: Headers,
    body: RawBody,
    secret: Secret,
    header: str = "X-Signature",
    algorithm: Literal["HmacSHA256", "HmacSHA384", "HmacSHA512"] = "HmacSHA256",
) -> None:
    """Verifies the header that the target names: the hex HMAC of the body.

    It does not cover the time, so prefer `verify`. `header` and `algorithm`: `hmacHeader` and `hmacAlgorithm`
    of the target. Raises SignatureError, which says what is wrong.
    """
    signature = _from_hex(_required(headers, header))
    if not _is_signed(_DIGESTS[algorithm], secret, bytes_of(body), [signature]):
        raise SignatureError("wrong-signature", f"{header}: it does not fit this body and secret")


def header_of(headers: Headers, name: str) -> Optional[str]:
    """The value of a header; several values are joined, as HTTP does (RFC 9110, section 5.3)."""
    found: list[str] = []
    for key, value in headers.items():
        if key.lower() == name.lower() and value is not None:
            found.extend([value] if isinstance(value, str) else value)
    return ", ".join(found) if found else None


def bytes_of(body: RawBody) -> bytes:
    """The bytes of a text in UTF-8."""
    return body.encode("utf-8", "replace") if isinstance(body, str) else bytes(body)


def _required(headers: Headers, name: str) -> str:
    value = header_of(headers, name)
    if not value:
        raise SignatureError("missing-header", f"the request has no header {name}")
    return value


def _timestamp_of(text: str) -> int:
    if re.fullmatch("[0-9]{1,12}", text):
        return int(text)
    raise SignatureError(
        "malformed-timestamp",
        "webhook-timestamp: expected seconds since the epoch, in digits only",
    )


def _require_recent(timestamp: int, tolerance: float, clock: Callable[[], float]) -> None:
    age = int(clock()) - timestamp
    if age > tolerance:
        raise SignatureError("too-old", f"webhook-timestamp: it is {age} s old, more than {tolerance} s")
    if age < -tolerance:
        raise SignatureError(
            "too-new",
            f"webhook-timestamp: it is {-age} s in the future, more than {tolerance} s: check the clock",
        )


def _is_signed(digest: str, secret: Secret, data: bytes, signatures: Sequence[Optional[bytes]]) -> bool:
    found = False
    for one in _secrets_of(secret):
        expected = hmac.digest(_key_of(one), data, digest)
        for signature in signatures:
            if signature is not None and hmac.compare_digest(signature, expected):
                found = True
    return found


def _secrets_of(secret: Secret) -> Sequence[str]:
    secrets = [secret] if isinstance(secret, str) else list(secret or [])
    if secrets and all(secrets):
        return secrets
    raise SignatureError("malformed-secret", "expected a secret that is not empty")


def _key_of(secret: str) -> bytes:
    """The decoded base64 of a secret `whsec_<base64>`; the UTF-8 bytes of any other secret."""
    if not secret.startswith("whsec_"):
        return bytes_of(secret)
    key = _from_base64(secret[len("whsec_") :])
    if key:
        return key
    raise SignatureError("malformed-secret", 'expected base64 after "whsec_"')


def _from_base64(text: str) -> Optional[bytes]:
    compact = re.sub("[ \t\n\f\r]", "", text)
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except ValueError:
        return None


def _from_hex(text: str) -> Optional[bytes]:
    return bytes.fromhex(text) if re.fullmatch("(?:[0-9a-f]{2})+", text) else None
