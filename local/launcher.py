"""Runs MiniStack, mended where it differs from AWS in what Herald relies on."""

import contextvars
import json
import re
import sys

from ministack import app
from ministack.core import iam_actions, iam_evaluator
from ministack.services import _dynamodb_keywords, dynamodb, iam, lambda_svc

# These calls have no IAM action of their own: AWS authorises each as the action on a single entry.
SINGULAR_ACTIONS = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sns:PublishBatch": "sns:Publish",
}
PARTIQL_CALLS = {"dynamodb:ExecuteStatement", "dynamodb:BatchExecuteStatement", "dynamodb:ExecuteTransaction"}
PARTIQL_ACTIONS = {"EXISTS": "Select", "SELECT": "Select", "INSERT": "Insert", "UPDATE": "Update", "DELETE": "Delete"}
ROLE_SESSION = re.compile(r"arn:aws[a-z-]*:sts::(\d{12}):assumed-role/([^/]+)/.+")


def mend(module, name, replacement):
    """Wraps `module.name`; fails if a newer MiniStack no longer has it, so that no mend is lost quietly."""
    original = getattr(module, name, None)
    if original is None:
        sys.exit(f"local/launcher.py mends {module.__name__}.{name}, which this MiniStack does not have.")
    setattr(module, name, lambda *args, **kwargs: replacement(original, *args, **kwargs))


def authorise_batch_as_single(original, *args, **kwargs):
    action = original(*args, **kwargs)
    return SINGULAR_ACTIONS.get(action, action)


def authorise_each_statement(original, action, body, region, account):
    """PartiQL is authorised like a transaction: one check per statement, on the table (or index) it names."""
    if action not in PARTIQL_CALLS:
        return original(action, body, region, account)
    request = json.loads(body or b"{}")
    statements = request.get("Statements") or request.get("TransactStatements") or [request]
    return [check for each in statements for check in statement_check(each, region, account)]


def statement_check(each, region, account):
    try:
        parsed = _dynamodb_keywords.parse_statement(each["Statement"], each.get("Parameters", []))
    except (KeyError, ValueError):
        return []  # not PartiQL, so refused in any case
    index = f"/index/{parsed['index']}" if parsed["index"] else ""
    table = parsed["table"] if parsed["table"].startswith("arn:") else (
        f"arn:aws:dynamodb:{region}:{account}:table/{parsed['table']}"
    )
    return [(f"dynamodb:PartiQL{PARTIQL_ACTIONS[parsed['op']]}", table + index)]


def name_the_role(original, key, context):
    """`aws:PrincipalArn` of a role's session is the role's ARN, path included, not the session's."""
    value = original(key, context)
    session = ROLE_SESSION.fullmatch(value) if key.lower() == "aws:principalarn" else None
    role = iam._roles.get_scoped(session[1], None, session[2]) if session else None
    return role["Arn"] if role else value


statement_changes = contextvars.ContextVar("statement_changes", default=None)


def stream_statement(original, data):
    """What a PartiQL statement changes appears in the table's stream."""
    changes = []
    token = statement_changes.set(changes)
    try:
        answer = original(data)
    finally:
        statement_changes.reset(token)
    for table, old, new in changes:
        event = "REMOVE" if new is None else "INSERT" if old is None else "MODIFY"
        dynamodb._emit_stream_event(table["TableName"], event, old, new)
    return answer


def note_change(original, table, partition, sort, *item):
    old = original(table, partition, sort, *item)
    new = item[0] if item else None
    changes = statement_changes.get()
    if changes is not None and (old is not None or new is not None):
        changes.append((table, old, new))
    return old


def retry_partial_failure(original, function, event):
    """A stream's batch with `batchItemFailures` is not done (here all of it comes again; AWS skips the first successes)."""
    result = original(function, event)
    records = event.get("Records") if isinstance(event, dict) else None
    body = result.get("body")
    failed = isinstance(body, dict) and body.get("batchItemFailures")
    from_stream = bool(records) and records[0].get("eventSource") == "aws:dynamodb"
    return {**result, "error": True} if failed and from_stream else result


mend(iam_actions, "extract_iam_action", authorise_batch_as_single)
mend(iam_actions, "dynamodb_transaction_checks", authorise_each_statement)
mend(iam_evaluator, "_resolve_condition_key", name_the_role)
mend(dynamodb, "_execute_statement", stream_statement)
mend(dynamodb, "_set_item", note_change)
mend(dynamodb, "_remove_item", note_change)
mend(lambda_svc, "_execute_function", retry_partial_failure)
mend(app, "_port_is_bindable", lambda *_: False)  # its only use is to serve on 443 as well
app.main()
