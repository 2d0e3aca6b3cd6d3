"""A check of Schemathesis for GraphQL answers: it takes every error for a failure of the server."""

import schemathesis

# As core/model/api/herald-error.ts has them, without the one for a failure inside Herald.
CODES_FOR_CALLERS = {
    "BAD_REQUEST",
    "UNAUTHORIZED",
    "FORBIDDEN",
    "NOT_FOUND",
    "CONFLICT",
    "PRECONDITION_FAILED",
    "TOO_MANY_REQUESTS",
}


@schemathesis.check
def errors_are_for_the_caller(ctx, response, case):
    """Refused documents have an error that the caller can act on."""
    assert response.status_code in (200, 400, 429), f"status {response.status_code}"
    answer = response.json()
    assert "data" in answer or "errors" in answer, "neither data nor errors"
    for error in answer.get("errors", []):
        code = error.get("extensions", {}).get("code")
        assert code in CODES_FOR_CALLERS, f"code {code}: {error.get('message')}"
