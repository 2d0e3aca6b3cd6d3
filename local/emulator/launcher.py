"""Runs MiniStack, with patches where it differs from AWS in behaviour that Herald relies on."""

import base64
import contextvars
import json
import os
import re
import sys

from ministack import app
from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import error_response_json, get_region, json_response, request_scope
from ministack.services import _dynamodb_keywords, apigateway_v1, dynamodb, eventbridge, iam, kms, lambda_svc, sqs
from ministack.services.cloudformation import stacks

# AWS has no IAM actions for these calls. It authorises them as the call for a single entry.
SINGULAR_ACTIONS = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sns:PublishBatch": "sns:Publish",
}
PARTIQL_CALLS = {"dynamodb:ExecuteStatement", "dynamodb:BatchExecuteStatement", "dynamodb:ExecuteTransaction"}
PARTIQL_ACTIONS = {"EXISTS": "Select", "SELECT": "Select", "INSERT": "Insert", "UPDATE": "Update", "DELETE": "Delete"}
MULTI_REGION_KEY = re.compile(r"mrk-[0-9a-f]{32}")
ROLE_SESSION = re.compile(r"arn:aws[a-z-]*:sts::(\d{12}):assumed-role/([^/]+)/.+")


def patch(module, name, replacement):
    """Wraps `module.name`. Exits if a newer MiniStack does not have it, so that no patch is lost unnoticed."""
    original = getattr(module, name, None)
    if original is None:
        sys.exit(f"local/emulator/launcher.py patches {module.__name__}.{name}, which this MiniStack does not have.")
    setattr(module, name, lambda *args, **kwargs: replacement(original, *args, **kwargs))


def authorise_batch_as_single(original, *args, **kwargs):
    action = original(*args, **kwargs)
    return SINGULAR_ACTIONS.get(action, action)


def authorise_each_statement(original, action, body, region, account):
    """AWS authorises PartiQL like a transaction: one check per statement, on the table or index that it names."""
    if action not in PARTIQL_CALLS:
        return original(action, body, region, account)
    request = json.loads(body or b"{}")
    statements = request.get("Statements") or request.get("TransactStatements") or [request]
    return [check for each in statements for check in statement_check(each, region, account)]


def statement_check(each, region, account):
    try:
        parsed = _dynamodb_keywords.parse_statement(each["Statement"], each.get("Parameters", []))
    except (KeyError, ValueError):
        return []  # not PartiQL: the call is refused in any case
    index = f"/index/{parsed['index']}" if parsed["index"] else ""
    table = parsed["table"] if parsed["table"].startswith("arn:") else (
        f"arn:aws:dynamodb:{region}:{account}:table/{parsed['table']}"
    )
    return [(f"dynamodb:PartiQL{PARTIQL_ACTIONS[parsed['op']]}", table + index)]


def name_the_role(original, key, context):
    """`aws:PrincipalArn` of a role session is the ARN of the role with its path, not the ARN of the session."""
    value = original(key, context)
    session = ROLE_SESSION.fullmatch(value) if key.lower() == "aws:principalarn" else None
    role = iam._roles.get_scoped(session[1], None, session[2]) if session else None
    return role["Arn"] if role else value


statement_changes = contextvars.ContextVar("statement_changes", default=None)


def stream_statement(original, data):
    """Changes by PartiQL statements appear in the table's stream."""
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
    """A stream batch with `batchItemFailures` is retried: here the whole batch, on AWS from the first failure."""
    result = original(function, event)
    records = event.get("Records") if isinstance(event, dict) else None
    body = result.get("body")
    failed = isinstance(body, dict) and body.get("batchItemFailures")
    from_stream = bool(records) and records[0].get("eventSource") == "aws:dynamodb"
    return {**result, "error": True} if failed and from_stream else result


def keep_key_source(original, resource_type, logical_id, props, stack_name):
    """CloudFormation sets the source of an API's keys when it creates the API."""
    created = original(resource_type, logical_id, props, stack_name)
    if resource_type == "AWS::ApiGateway::RestApi":
        apigateway_v1._rest_apis[created[0]]["apiKeySource"] = props.get("ApiKeySourceType", "HEADER")
    return created


usage_key = contextvars.ContextVar("usage_key", default=None)


async def keep_usage_key(original, *args):
    """An authorizer's answer may name the caller's API key. Only the policy is cached, so it carries the key."""
    result = await original(*args)
    answer = result and result.get("body")
    if isinstance(answer, dict) and isinstance(answer.get("policyDocument"), dict):
        answer["policyDocument"]["usageIdentifierKey"] = answer.get("usageIdentifierKey")
    return result


def note_usage_key(original, policy, method_arn):
    usage_key.set(policy.get("usageIdentifierKey"))
    return original(policy, method_arn)


def keep_met_statements(original, policy, method_arn):
    """The conditions of an authorizer's policy are checked at each request, also if the policy is cached."""
    context = iam_evaluator.EvalContext("*", "User", "", "execute-api:Invoke", method_arn, get_region())
    met = [
        each for each in policy.get("Statement", [])
        if iam_evaluator._conditions_met(each.get("Condition", {}), context)
    ]
    return original({**policy, "Statement": met}, method_arn)


def check_usage_key(original, method, api_id, stage, headers):
    """With the key source AUTHORIZER, the key is the one that the authorizer named; headers are ignored."""
    if apigateway_v1._rest_apis[api_id]["apiKeySource"] == "AUTHORIZER":
        headers = {"x-api-key": usage_key.get()}
    return original(method, api_id, stage, headers)


named_keys = contextvars.ContextVar("named_keys", default=())


def note_named_keys(original, body):
    """Remembers the items that a request names, as (action or None, table, key), for `check_leading_keys`."""
    request = json.loads(body or b"{}")
    found = []
    for item in request.get("TransactItems", []):
        for member, detail in item.items():
            action = iam_actions._DYNAMODB_TRANSACT_ITEM_ACTIONS[member]
            found.append((action, detail["TableName"], detail.get("Key") or detail.get("Item")))
    for table, batch in request.get("RequestItems", {}).items():
        found += [(None, table, key) for key in batch["Keys"]] if isinstance(batch, dict) else []
    if "TableName" in request:
        found.append((None, request["TableName"], request.get("Key") or request.get("Item") or queried_key(request)))
    named_keys.set(found)
    return original(body)


def queried_key(request):
    """The partition key in the key condition of a query, with any other attribute that it compares by "="."""
    names, values = request.get("ExpressionAttributeNames", {}), request.get("ExpressionAttributeValues", {})
    pairs = re.findall(r"(#?\w+) = (:\w+)", request.get("KeyConditionExpression", ""))
    return {names.get(name, name): values[value] for name, value in pairs}


def check_leading_keys(original, access_key, action, service, region, resource_arn="*", service_context=None):
    """`dynamodb:LeadingKeys` has the partition keys of all items that the action concerns in the table."""
    keys = []
    for of_action, table, key in named_keys.get() if service == "dynamodb" and "/index/" not in resource_arn else ():
        if of_action in (None, action) and resource_arn.endswith(f":table/{table}") and table in dynamodb._tables:
            keys += key.get(dynamodb._tables[table]["pk_name"], {}).values()
    context = {**(service_context or {}), **({"dynamodb:LeadingKeys": keys} if keys else {})}
    return original(access_key, action, service, region, resource_arn, context)


encryption_context = contextvars.ContextVar("encryption_context", default=None)


def note_encryption_context(original, service, method, path, headers, body, *rest):
    """Remembers the encryption context of a KMS request, for `check_encryption_context`."""
    given = json.loads(body or b"{}").get("EncryptionContext") if service == "kms" else None
    encryption_context.set(given or {})
    return original(service, method, path, headers, body, *rest)


def check_encryption_context(original, access_key, action, service, region, resource_arn="*", service_context=None):
    """`kms:EncryptionContext:<name>` has the value of that name in the request."""
    given = (encryption_context.get() or {}) if service == "kms" else {}
    keys = {f"kms:EncryptionContext:{name}": value for name, value in given.items()}
    return original(access_key, action, service, region, resource_arn, {**(service_context or {}), **keys})


def find_multi_region_key(original, ciphertext):
    """A call without key id is authorised on the key that the ciphertext names. Multi-Region keys have other ids."""
    candidate = base64.b64decode(ciphertext or "")[:36].decode(errors="ignore")
    return candidate if MULTI_REGION_KEY.fullmatch(candidate) else original(ciphertext)


key_refused = contextvars.ContextVar("key_refused", default=None)


def check_queue_key(original, access_key, action, service, region, resource_arn="*", service_context=None):
    """SQS uses the key of a queue on behalf of the sender, so the sender needs permission for the key too."""
    denied = original(access_key, action, service, region, resource_arn, service_context)
    queue = sqs._queue_by_arn(resource_arn) if action == "sqs:SendMessage" and not denied else None
    key = kms._resolve_key(queue["attributes"].get("KmsMasterKeyId")) if queue else None
    via = {"kms:viaservice": f"sqs.{region}.amazonaws.com"}
    needed = ("kms:GenerateDataKey", "kms:Decrypt") if key else ()
    key_refused.set(next((each for each in needed if original(access_key, each, "kms", region, key["Arn"], via)), None))
    return denied


async def refuse_without_key(original, action, data, url):
    if key_refused.get() and action in ("SendMessage", "SendMessageBatch"):
        message = f"The sender is not authorized to perform {key_refused.get()} on the queue's key."
        raise sqs._Err("KmsAccessDenied", message)
    return await original(action, data, url)


def name_the_event_source(original, service, method, path, headers, body, *rest):
    """Calls for a partner event source are authorised on its ARN, without account; PutPartnerEvents on none."""
    resource = original(service, method, path, headers, body, *rest)
    if service != "events" or "Partner" not in headers.get("x-amz-target", ""):
        return resource
    request = json.loads(body or b"{}")
    name = request.get("Name") or request.get("EventSourceName")
    return f"arn:aws:events:{rest[1]}::event-source/{name}" if name else "*"


def accounts_of_source(name):
    """By account: whether the source is ACTIVE. It is PENDING until the account has a bus of the same name."""
    accounts = [each["Account"] for each in eventbridge._partner_event_sources.values() if each["Name"] == name]
    return {each: eventbridge._event_buses.contains_scoped(each, get_region(), name) for each in accounts}


def list_source_accounts(_, data):
    """A partner can list the accounts that its source is offered to, with the state of the source."""
    accounts = accounts_of_source(data.get("EventSourceName"))
    if not accounts:
        return error_response_json("ResourceNotFoundException", "Partner event source does not exist.", 400)
    listed = [{"Account": each, "State": "ACTIVE" if active else "PENDING"} for each, active in accounts.items()]
    return json_response({"PartnerEventSourceAccounts": listed})


def put_on_partner_bus(original, data):
    """A partner's event goes to the bus with the name of its source, in the bus's account. Without a bus it is lost."""
    for entry in data.get("Entries", []):
        for account, active in accounts_of_source(entry.get("Source")).items():
            if active:
                with request_scope(account, get_region()):
                    entries = {"Entries": [{**entry, "EventBusName": entry["Source"]}]}
                    eventbridge._put_events(entries, allow_aws_source=True)
    return original(data)


caller = contextvars.ContextVar("caller", default=None)
recorded = set()


def note_caller(original, context, policies, *limits):
    caller.set(context.principal_arn)
    return original(context, policies, *limits)


def record_call(original, access_key, action, service, region, resource_arn="*", service_context=None):
    """Writes each distinct call of a role to the file RECORD_CALLS. (CloudTrail's recording here has no roles.)"""
    caller.set(None)
    denied = original(access_key, action, service, region, resource_arn, service_context)
    session = ROLE_SESSION.fullmatch(caller.get() or "")
    call = session and (session[1], session[2], action, resource_arn, not denied)
    if call and call not in recorded:
        recorded.add(call)
        with open(os.environ["RECORD_CALLS"], "a") as file:
            file.write(json.dumps(dict(zip(("account", "role", "action", "resource", "allowed"), call))) + "\n")
    return denied


patch(iam_actions, "extract_iam_action", authorise_batch_as_single)
patch(iam_actions, "dynamodb_transaction_checks", authorise_each_statement)
patch(iam_actions, "extract_resource_arn", name_the_event_source)
patch(iam_actions, "dynamodb_service_context", note_named_keys)
patch(iam_actions, "_kms_key_id_from_ciphertext", find_multi_region_key)
patch(iam_actions, "extract_resource_arn", note_encryption_context)
patch(iam_evaluator, "enforce", check_leading_keys)
patch(iam_evaluator, "enforce", check_encryption_context)
patch(iam_evaluator, "_resolve_condition_key", name_the_role)
patch(eventbridge, "_list_partner_event_source_accounts", list_source_accounts)
patch(eventbridge, "_put_partner_events", put_on_partner_bus)
patch(dynamodb, "_execute_statement", stream_statement)
patch(dynamodb, "_set_item", note_change)
patch(dynamodb, "_remove_item", note_change)
patch(lambda_svc, "_execute_function", retry_partial_failure)
patch(stacks, "_provision_resource", keep_key_source)
patch(apigateway_v1, "_invoke_authorizer_lambda", keep_usage_key)
patch(apigateway_v1, "_evaluate_policy", keep_met_statements)
patch(apigateway_v1, "_evaluate_policy", note_usage_key)
patch(apigateway_v1, "_check_api_key", check_usage_key)
if "RECORD_CALLS" in os.environ:
    patch(iam_evaluator, "evaluate", note_caller)
    patch(iam_evaluator, "enforce", record_call)
patch(iam_evaluator, "enforce", check_queue_key)
patch(sqs, "_dispatch", refuse_without_key)
patch(app, "_port_is_bindable", lambda *_: False)  # only used to serve on port 443 as well
app.main()
