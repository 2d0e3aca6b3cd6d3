// Permissions by the action and the one resource. CDK's `table.grant` would add every index.
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Storage } from './storage.ts';

export function allow(grantee: IGrantable, resourceArn: string, ...actions: string[]): void {
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [resourceArn] }));
}

/**
 * Of the Deliveries table, the items of the partitions that a pattern names
 * (DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control").
 */
export const mayChange = ({ deliveries }: Storage, keys: string, ...actions: string[]): PolicyStatement =>
  new PolicyStatement({
    actions,
    resources: [deliveries.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [keys] } },
  });

/** Of the Deliveries table, the health of targets. */
export const mayChangeHealth = (storage: Storage, ...actions: string[]): PolicyStatement =>
  mayChange(storage, '*#!health', ...actions);

/**
 * Of the Registry, whether a target is disabled and why: not where it sends, nor who may call.
 * See `mayChange` for the document.
 */
export const mayDisableTargets = ({ registry }: Storage): PolicyStatement =>
  new PolicyStatement({
    actions: ['dynamodb:UpdateItem'],
    resources: [registry.tableArn],
    conditions: {
      'ForAllValues:StringEquals': {
        'dynamodb:Attributes': [
          'licensor',
          'itemId',
          'status',
          'statusReason',
          'statusSince',
          'updatedAt',
          'version',
        ],
      },
    },
  });
