// Roles in the partner's account, with the mistakes that partners make.
import { randomBytes } from 'node:crypto';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { account, partnerAccount } from '../../../local/emulator/emulator.ts';
import { herald, partnerAws } from './herald.ts';

const iam = new IAMClient(partnerAws);

export type Trust = {
  readonly principal?: string;
  /** The pattern that `aws:PrincipalArn` must match. */
  readonly pattern?: string;
  readonly externalId?: { readonly [operator: string]: string };
};

/**
 * A role that may do `actions` on `resource`. By default it trusts Herald as the trust policy of text 1 does.
 */
export async function newRole(trust: Trust, actions: readonly string[], resource: string): Promise<string> {
  const { principal = `arn:aws:iam::${account}:root`, pattern = herald.outputs.DeliveryRolePattern } = trust;
  const externalId = Object.entries(trust.externalId ?? {}).map(([operator, value]) => [
    operator,
    { 'sts:ExternalId': value },
  ]);
  return createRole(
    {
      Effect: 'Allow',
      Principal: { AWS: principal },
      Action: 'sts:AssumeRole',
      Condition: { ...Object.fromEntries(externalId), ArnLike: { 'aws:PrincipalArn': pattern } },
    },
    { Effect: 'Allow', Action: actions, Resource: resource },
  );
}

/** A role that any principal of any account may assume. */
export const newPublicRole = (resource: string): Promise<string> =>
  createRole(
    { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' },
    { Effect: 'Allow', Action: '*', Resource: resource },
  );

async function createRole(trust: object, permission: object): Promise<string> {
  const RoleName = `test-${randomBytes(6).toString('hex')}`;
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy(trust) }));
  const PolicyDocument = policy(permission);
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'delivery', PolicyDocument }));
  return `arn:aws:iam::${partnerAccount}:role/${RoleName}`;
}

const policy = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
