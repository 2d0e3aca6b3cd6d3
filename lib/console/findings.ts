import { Stack, Validations } from 'aws-cdk-lib';
import { type Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { ConsoleSettings } from './console-settings.ts';

/** The findings of cdk-nag that do not apply to the console. */
export function acknowledgeConsole(scope: Construct, { domain }: ConsoleSettings): void {
  Validations.of(scope).acknowledge(
    { id: 'AwsSolutions-S1', reason: 'The bucket has public files only, and only CloudFront reads it.' },
    { id: 'AwsSolutions-CFR1', reason: 'Partners may be in any country.' },
    { id: 'AwsSolutions-CFR2', reason: 'The files are static. The web ACL of the API guards its calls.' },
    {
      id: 'AwsSolutions-CFR3',
      reason: 'The setting accessLogs logs the calls. The files are the same for all.',
    },
  );
  if (domain) return;
  Validations.of(scope).acknowledge({
    id: 'AwsSolutions-CFR4',
    reason:
      'Only a domain of your own (console.domain) can set the version of TLS. Browsers use 1.2 or later.',
  });
}

/** The findings about the CDK's function that copies the files, and about its role. */
export function acknowledgeCopying(scope: Construct, bucket: Bucket): void {
  const stack = Stack.of(bucket);
  const { defaultChild } = bucket.node;
  const bucketId = CfnBucket.isCfnBucket(defaultChild) ? stack.getLogicalId(defaultChild) : '';
  const reason = 'The names of the files are hashes, which change with each build.';
  Validations.of(scope).acknowledge(
    { id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/*]`, reason },
    { id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${assetBucket}/*.zip]`, reason },
  );
  const functions = stack.node.children.filter(({ node }) => node.id.startsWith(copyingFunction));
  for (const one of functions)
    Validations.of(one).acknowledge({ id: 'AwsSolutions-L1', reason: 'The CDK chooses the runtime.' });
}

/** The bucket of the CDK's bootstrap stack, as cdk-nag writes it. */
const assetBucket = 'cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>';
const copyingFunction = 'Custom::CDKBucketDeployment';
