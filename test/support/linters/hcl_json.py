"""Prints the blocks of Terraform files as one JSON object: strings without quotation marks, ${expressions} as {…}."""

import json
import sys

import hcl2


def plain(value):
    if isinstance(value, dict):
        return {plain(key): plain(one) for key, one in value.items() if not key.startswith("__")}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if not isinstance(value, str):
        return value
    return (value[1:-1] if value.startswith('"') else value).replace("${", "{")


blocks = {}
for name in sys.argv[1:]:
    with open(name) as file:
        for kind, found in plain(hcl2.load(file)).items():
            blocks.setdefault(kind, []).extend(found)
print(json.dumps(blocks))
