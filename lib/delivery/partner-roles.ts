// Herald's two assuming roles and what they may assume: partners' roles, never one of Herald's own account, whose CDK roles trust it.
import { Stack, Validations } from 'aws-cdk-lib';
import { Effect, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

const prefixOf = (settings: Settings): string => `${settings.deliveryRolePrefix}${settings.stage}-`;

/** The stable name of an assuming role, which partners' trust policies match. */
export const partnerRoleName = (
  scope: Construct,
  settings: Settings,
  purpose: 'deliver' | 'verify',
): string => `${prefixOf(settings)}${Stack.of(scope).region}-${purpose}`;

/** What `aws:PrincipalArn` in a partner's trust policy must match. */
export function partnerRolePattern(scope: Construct, settings: Settings): string {
  const { partition, account } = Stack.of(scope);
  return `arn:${partition}:iam::${account}:role/${prefixOf(settings)}*`;
}

export function grantAssumePartnerRoles(scope: Construct, grantee: IGrantable): void {
  const { partition, account } = Stack.of(scope);
  const statement = (effect: Effect, inAccount: string) =>
    new PolicyStatement({
      effect,
      actions: ['sts:AssumeRole'],
      resources: [`arn:${partition}:iam::${inAccount}:role/*`],
    });
  grantee.grantPrincipal.addToPrincipalPolicy(statement(Effect.ALLOW, '*'));
  grantee.grantPrincipal.addToPrincipalPolicy(statement(Effect.DENY, account));
  Validations.of(scope).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::*:role/*]',
    reason: "Partners' roles are in any account but our own, which is denied; their trust policies decide.",
  });
}
