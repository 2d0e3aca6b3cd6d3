// The two roles of Herald that assume roles of partners. They may not assume roles in Herald's own account:
// the CDK's roles there trust the whole account.
import { Stack, Validations } from 'aws-cdk-lib';
import { Effect, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

const prefixOf = (settings: Settings): string => `${settings.deliveryRolePrefix}${settings.stage}-`;

/** The name of one of the two roles. It must not change: the trust policies of partners match it. */
export const partnerRoleName = (
  scope: Construct,
  settings: Settings,
  purpose: 'deliver' | 'verify',
): string => `${prefixOf(settings)}${Stack.of(scope).region}-${purpose}`;

/** The pattern that partners put into their trust policies, for `aws:PrincipalArn`. */
export function partnerRolePattern(scope: Construct, settings: Settings): string {
  const { partition, account } = Stack.of(scope);
  return `arn:${partition}:iam::${account}:role/${prefixOf(settings)}*`;
}

/** Allows assuming any role outside Herald's account; the trust policy of that role decides. */
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
    reason: 'Partners may use any other account; their trust policies decide. The own account is denied.',
  });
}

/**
 * The folder with the templates of partners, without a slash at its end; an empty text if there is none.
 * @throws Error if it is not on S3: CloudFormation takes templates from nowhere else
 */
export function partnerTemplatesUrl({ partnerTemplates }: Settings): string {
  if (!partnerTemplates) return '';
  const folder = partnerTemplates.url.replace(/\/$/, '');
  const onS3 = /^https:\/\/(?:[a-z0-9.-]+\.)?s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?(?:\/[\w./-]+)?$/;
  if (!onS3.test(folder))
    throw new Error(
      `partnerTemplates.url must be a folder on S3 (https://….amazonaws.com/…), not "${folder}"`,
    );
  return folder;
}
