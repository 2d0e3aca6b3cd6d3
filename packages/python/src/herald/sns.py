"""Messages of SNS over HTTPS: their signature, and the confirmation of a subscription.

Amazon SNS Developer Guide, "Verifying the signatures of Amazon SNS messages". Needs `herald-receive[sns]`.
"""

from __future__ import annotations

import base64
import binascii
import re
import urllib.request
from typing import Any, Callable, Dict, Mapping, Optional
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate

from .event import NotificationError
from .signature import SignatureError

_OF_SNS = re.compile(r"sns\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?")
_DIGESTS: Mapping[str, hashes.HashAlgorithm] = {"1": hashes.SHA1(), "2": hashes.SHA256()}
_FIELDS = {
    "Notification": ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
    "SubscriptionConfirmation": [
        *["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
    ],
}
_TIMEOUT_SECONDS = 5
_MOST_CERTIFICATES = 20
_certificates: Dict[str, bytes] = {}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect could lead to any address."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _fetch(url: str) -> bytes:
    opener = urllib.request.build_opener(_NoRedirects)
    with opener.open(url, timeout=_TIMEOUT_SECONDS) as response:
        body: bytes = response.read()
        return body


def receive_sns(
    message: Mapping[str, Any], topic_arn: str, *, fetch: Callable[[str], bytes] = _fetch
) -> Optional[Mapping[str, Any]]:
    """Verifies a message of SNS. It confirms a subscription to the topic by itself.

    `topic_arn`: messages of other topics are refused. Returns the notification for `from_sns`; None for a confirmation.
    Raises SignatureError if it is not of SNS, NotificationError if it is of another topic, and errors of `fetch`.
    """
    if message.get("TopicArn") != topic_arn:
        raise NotificationError(f"expected a message of {topic_arn}, got one of {message.get('TopicArn')}")
    _verify(message, _certificate_at(_own_url(message.get("SigningCertURL")), fetch))
    if message["Type"] != "SubscriptionConfirmation":
        return message
    fetch(_own_url(message.get("SubscribeURL")))
    return None


def _verify(message: Mapping[str, Any], certificate: bytes) -> None:
    digest = _DIGESTS.get(str(message.get("SignatureVersion")))
    if digest is None:
        raise SignatureError("wrong-signature", "unknown SignatureVersion")
    key = load_pem_x509_certificate(certificate).public_key()
    try:
        signature = base64.b64decode(str(message.get("Signature")), validate=True)
        if not isinstance(key, RSAPublicKey):
            raise InvalidSignature
        key.verify(signature, _signed_text(message), PKCS1v15(), digest)
    except (InvalidSignature, binascii.Error):
        raise SignatureError("wrong-signature", "the signature of SNS does not fit") from None


def _signed_text(message: Mapping[str, Any]) -> bytes:
    fields = _FIELDS.get(str(message.get("Type")))
    if fields is None:
        raise NotificationError(f'unknown Type "{message.get("Type")}" of a message of SNS')
    present = [name for name in fields if message.get(name) is not None]
    return "".join(f"{name}\n{message[name]}\n" for name in present).encode()


def _own_url(url: object) -> str:
    """Only hosts of SNS: a message could otherwise make this service call any address."""
    parts = urlsplit(url) if isinstance(url, str) and re.fullmatch(r"[!-~]+", url) else urlsplit("")
    if parts.scheme == "https" and _OF_SNS.fullmatch(parts.netloc):
        return parts.geturl()
    raise SignatureError("wrong-signature", "the message names an address that is not of SNS")


def _certificate_at(url: str, fetch: Callable[[str], bytes]) -> bytes:
    if url not in _certificates:
        certificate = fetch(url)
        if len(_certificates) >= _MOST_CERTIFICATES:
            _certificates.clear()
        _certificates[url] = certificate
    return _certificates[url]
