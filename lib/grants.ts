// IAM permissions: these actions on this resource. CDK's `table.grant` would include every index.
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Storage } from './storage.ts';

export function allow(grantee: IGrantable, resourceArn: string, ...actions: string[]): void {
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [resourceArn] }));
}

/**
 * Allows actions on those items of the Deliveries table whose partition key matches a pattern
 * (DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control").
 */
export function allowOnPartitions(
  grantee: IGrantable,
  { deliveries }: Storage,
  keyPattern: string,
  ...actions: string[]
): void {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions,
      resources: [deliveries.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [keyPattern] } },
    }),
  );
}

/** Allows actions on the health of targets, which is in the Deliveries table, but on no delivery. */
export function allowOnHealth(grantee: IGrantable, storage: Storage, ...actions: string[]): void {
  allowOnPartitions(grantee, storage, '*#!health', ...actions);
}

const readAndChange = ['dynamodb:GetItem', 'dynamodb:UpdateItem'] as const;

/** Allows taking and ending leases, which are one item in the Deliveries table. */
export function allowOnLeases(grantee: IGrantable, storage: Storage): void {
  allowOnPartitions(grantee, storage, '#!leases', ...readAndChange);
}

/** Allows spending the budgets of licensors, which are in the Deliveries table. */
export function allowOnBudgets(grantee: IGrantable, storage: Storage): void {
  allowOnPartitions(grantee, storage, '*#!budgets', ...readAndChange);
}

/**
 * Allows changing the status of targets in the Registry, but not their destinations or credentials
 * (the same document as `allowOnPartitions`).
 */
export function allowDisablingTargets(grantee: IGrantable, { registry }: Storage): void {
  const attributes = ['licensor', 'itemId', 'status', 'statusReason', 'statusSince', 'version'];
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['dynamodb:UpdateItem'],
      resources: [registry.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': attributes } },
    }),
  );
}
