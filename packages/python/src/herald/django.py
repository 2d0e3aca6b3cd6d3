"""For Django."""

from typing import Callable, Optional

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .deduplication import IdStore
from .receiver import Handle, receive
from .signature import Secret


def receiver(
    secret: Secret, handle: Handle, ids: Optional[IdStore] = None, tolerance_seconds: float = 300
) -> Callable[[HttpRequest], HttpResponse]:
    """Example: `path("hook", receiver(secret, lambda event: print(event.id)))`."""

    def herald_receiver(request: HttpRequest) -> HttpResponse:
        status, text = receive(request.headers, request.body, secret, handle, ids, tolerance_seconds)
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")

    view: Callable[[HttpRequest], HttpResponse] = csrf_exempt(require_POST(herald_receiver))
    return view
