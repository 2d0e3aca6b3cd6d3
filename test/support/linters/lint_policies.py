"""Prints what parliament finds in IAM policies, one line each. Reads a JSON object of policies by name from stdin."""

import json
import sys

import parliament

for name, policy in json.load(sys.stdin).items():
    for finding in parliament.analyze_policy_string(json.dumps(policy)).findings:
        print(f"{name}: {finding.issue} {json.dumps(finding.detail)}")
