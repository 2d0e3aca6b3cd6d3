// What Herald may do as an EventBridge SaaS partner: nothing, unless a stage says that AWS has approved it as one.
import { Stack, Validations } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { allow } from '../grants.ts';
import type { Settings } from '../settings.ts';

/** As functions get it: empty if there is none. */
export const partnerNameOf = ({ partnerEventSource = '' }: Settings): string => partnerEventSource;

/** For functions that register targets. */
export function grantManagePartnerSources(scope: Construct, settings: Settings, grantee: IGrantable): void {
  if (!settings.partnerEventSource) return;
  const sources = sourcesOf(scope, settings.partnerEventSource);
  allow(grantee, sources, 'events:CreatePartnerEventSource', 'events:DeletePartnerEventSource');
}

export function grantSendToPartnerSources(scope: Construct, settings: Settings, grantee: IGrantable): void {
  if (!settings.partnerEventSource) return;
  allow(grantee, sourcesOf(scope, settings.partnerEventSource), 'events:ListPartnerEventSourceAccounts');
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['events:PutPartnerEvents'], resources: ['*'] }),
  );
  Validations.of(scope).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'events:PutPartnerEvents knows no resource; EventBridge takes events for our own sources only.',
  });
}

/** The installation's sources in every region; their ARNs have no account (Service Authorization Reference, EventBridge). */
function sourcesOf(scope: Construct, partnerName: string): string {
  const names = `event-source/aws.partner/${partnerName}/*`;
  Validations.of(scope).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:events:*::${names}]`,
    reason: "Sources are made for partners as they register, in the region of each partner's choice.",
  });
  return `arn:${Stack.of(scope).partition}:events:*::${names}`;
}
