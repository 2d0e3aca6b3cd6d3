// Permissions for EventBridge partner event sources. Without `partnerEventSource` in the settings there are
// none.
import { Stack, Validations } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { allow } from '../grants.ts';
import type { Settings } from '../settings.ts';

/** The value of the environment variable PARTNER_NAME: empty if there is no partner name. */
export const partnerNameOf = ({ partnerEventSource = '' }: Settings): string => partnerEventSource;

/** Allows creating, deleting and finding event sources, for functions that register targets. */
export function grantManagePartnerSources(scope: Construct, settings: Settings, grantee: IGrantable): void {
  if (!settings.partnerEventSource) return;
  const sources = sourcesOf(scope, settings.partnerEventSource);
  allow(
    grantee,
    sources,
    'events:CreatePartnerEventSource',
    'events:DeletePartnerEventSource',
    'events:ListPartnerEventSourceAccounts',
  );
}

/** Allows sending events to event sources, and reading their state. */
export function grantSendToPartnerSources(scope: Construct, settings: Settings, grantee: IGrantable): void {
  if (!settings.partnerEventSource) return;
  allow(grantee, sourcesOf(scope, settings.partnerEventSource), 'events:ListPartnerEventSourceAccounts');
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['events:PutPartnerEvents'], resources: ['*'] }),
  );
  Validations.of(scope).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'events:PutPartnerEvents has no resource-level permissions; EventBridge checks the partner name.',
  });
}

/**
 * All event sources of the partner name. Their ARNs have no account (Service Authorization Reference,
 * EventBridge).
 */
function sourcesOf(scope: Construct, partnerName: string): string {
  const names = `event-source/aws.partner/${partnerName}/*`;
  Validations.of(scope).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:events:*::${names}]`,
    reason: 'An event source is created at registration, in the region that the partner chooses.',
  });
  return `arn:${Stack.of(scope).partition}:events:*::${names}`;
}
