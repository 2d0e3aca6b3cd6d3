// IAM permissions: these actions on this resource. CDK's `table.grant` would include every index.
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';

export function allow(grantee: IGrantable, resourceArn: string, ...actions: string[]): void {
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [resourceArn] }));
}

/** Partition keys: all that match a pattern, or all that match none of the patterns. */
type PartitionKeys = { like: string | readonly string[] } | { notLike: readonly string[] };

/**
 * Allows actions on those items of a table that have such partition keys (DynamoDB Developer Guide, "Using
 * IAM policy conditions for fine-grained access control").
 */
export function allowOnPartitions(
  grantee: IGrantable,
  tableArn: string,
  keys: PartitionKeys,
  ...actions: string[]
): void {
  const conditions =
    'like' in keys
      ? { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [keys.like].flat() } }
      : { 'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': keys.notLike } };
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions, resources: [tableArn], conditions }),
  );
}

/** Allows actions on the health of targets, which is in the Deliveries table, but on no delivery. */
export function allowOnHealth(grantee: IGrantable, { deliveries }: Storage, ...actions: string[]): void {
  allowOnPartitions(grantee, deliveries.tableArn, { like: '*#!health' }, ...actions);
}

/**
 * Allows actions on the items of licensors in the Registry, but not on clients, claims or the platform: those
 * have "#" in their partition key, which no licensor's name has (core/store/registry/registry-key.ts).
 */
export function allowOnLicensors(grantee: IGrantable, { registry }: Storage, ...actions: string[]): void {
  allowOnPartitions(grantee, registry.tableArn, { notLike: ['*#*'] }, ...actions);
}

/** As `allowOnLicensors`, and on claims of external ids. */
export function allowOnLicensorsAndClaims(
  grantee: IGrantable,
  { registry }: Storage,
  ...actions: string[]
): void {
  allowOnPartitions(
    grantee,
    registry.tableArn,
    { notLike: ['CLIENT#*', 'ACCESS_KEY#*', 'SESSION*', 'PERSON#*', 'MEMBERS#*', '#*'] },
    ...actions,
  );
}

/** The encryption context that only excerpts of answers have (core/store/deliveries/answers.ts). */
const ofAnswers = { StringEquals: { 'kms:EncryptionContext:purpose': 'answer' } };

/** Allows encrypting or decrypting excerpts of failed answers with the key of the secrets, but no secret. */
export function allowOnAnswers(
  grantee: IGrantable,
  { secretsKey }: Storage,
  action: 'kms:Encrypt' | 'kms:Decrypt',
): void {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: [action], resources: [secretsKey.keyArn], conditions: ofAnswers }),
  );
}

/** The key of excerpts, for a function's environment; empty if they are switched off. */
export const answersKeyId = (settings: Settings, { secretsKey }: Storage): string =>
  settings.answerExcerpts ? secretsKey.keyId : '';

const readAndChange = ['dynamodb:GetItem', 'dynamodb:UpdateItem'] as const;

/** Allows taking and ending leases, which are one item in the Deliveries table. */
export function allowOnLeases(grantee: IGrantable, { deliveries }: Storage): void {
  allowOnPartitions(grantee, deliveries.tableArn, { like: '#!leases' }, ...readAndChange);
}

/** Allows counting slow attempts, in the Deliveries table (core/store/deliveries/slow-attempts.ts). */
export function allowOnSlowAttempts(grantee: IGrantable, { deliveries }: Storage): void {
  allowOnPartitions(grantee, deliveries.tableArn, { like: '*#!slow' }, 'dynamodb:UpdateItem');
}

/** Allows reading which targets are slow. */
export function allowReadingSlowAttempts(grantee: IGrantable, { deliveries }: Storage): void {
  allowOnPartitions(grantee, deliveries.tableArn, { like: '*#!slow' }, 'dynamodb:Query');
}

/** Allows spending the budgets of licensors, which are in the Deliveries table. */
export function allowOnBudgets(grantee: IGrantable, { deliveries }: Storage): void {
  allowOnPartitions(grantee, deliveries.tableArn, { like: '*#!budgets' }, ...readAndChange);
}

/** Allows actions on replays and their locks, which are in the Deliveries table, but on no delivery. */
export function allowOnReplays(grantee: IGrantable, { deliveries }: Storage, ...actions: string[]): void {
  allowOnPartitions(grantee, deliveries.tableArn, { like: '*#!replay*' }, ...actions);
}

/** Allows adding change records to the Registry: items with the attributes of a record, and no others. */
export function allowRecordingChanges(grantee: IGrantable, storage: Storage): void {
  allowPutting(grantee, storage, ['*#*'], ofChange);
}

const ofChange = ['changeId', 'at', 'by', 'action', 'resource', 'resourceKey', 'fields'];
const ofSession = [
  ...['speaksFor', 'capabilities', 'subject', 'lifetime', 'createdBy', 'usageKey', 'sessionId'],
  ...['hash', 'createdAt', 'validUntil', 'renewableUntil'],
];

/**
 * Allows adding sessions with their change records to the Registry. One statement for both, because a
 * transaction writes both.
 */
export function allowPuttingSessions(grantee: IGrantable, storage: Storage): void {
  const others = ['CLIENT#*', 'ACCESS_KEY#*', 'CLAIM#*', 'PERSON#*', 'MEMBERS#*', '#*'];
  allowPutting(grantee, storage, others, [...ofChange, ...ofSession]);
}

function allowPutting(
  grantee: IGrantable,
  { registry }: Storage,
  notIn: readonly string[],
  attributes: readonly string[],
): void {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['dynamodb:PutItem'],
      resources: [registry.tableArn],
      conditions: {
        'ForAllValues:StringEquals': {
          'dynamodb:Attributes': ['licensor', 'itemId', ...attributes, 'expiresAt'],
        },
        'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': notIn },
      },
    }),
  );
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
