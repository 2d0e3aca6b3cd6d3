// Copies the built console into its bucket at each deployment.
import { cpSync } from 'node:fs';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { consoleFiles } from '#artifacts';
import { builtLocally } from '../local-bundling.ts';
import type { Settings } from '../settings.ts';
import { consoleConfig } from './console-config.ts';
import type { SignIn } from './console-settings.ts';
import { acknowledgeCopying } from './findings.ts';

type Props = { settings: Settings; signIn: SignIn | undefined; bucket: Bucket };

export class ConsoleFiles extends Construct {
  constructor(scope: Construct, id: string, { settings, signIn, bucket }: Props) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    const asset = builtAsset(this);
    const common = {
      destinationBucket: bucket,
      // A tab that was opened before a deployment still loads the assets of its version.
      prune: false,
      // Empties the bucket, so that it can be deleted with the stack.
      retainOnDelete: false,
      memoryLimit: 256,
      role: copyingRole(this, logGroup, asset.bucket, bucket),
      logGroup,
    };
    const built = Source.bucket(asset.bucket, asset.s3ObjectKey);
    const assets = new BucketDeployment(this, 'Assets', {
      ...common,
      sources: [built],
      exclude: ['*'],
      include: ['assets/*'],
      // Their names contain a hash of their content.
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
    });
    const pages = new BucketDeployment(this, 'Pages', {
      ...common,
      sources: [built, Source.jsonData('config.json', consoleConfig(settings, signIn))],
      exclude: ['assets/*'],
      cacheControl: [CacheControl.noCache()],
    });
    // A new index.html must not name assets that are not there yet.
    pages.node.addDependency(assets);
    acknowledgeCopying(this, bucket);
  }
}

/** Where the CDK bundles nothing, as in tests of the template, this folder stands for the built files. */
const builtAsset = (scope: Construct) =>
  new Asset(scope, 'Built', {
    path: import.meta.dirname,
    bundling: builtLocally(folder => cpSync(consoleFiles(), folder, { recursive: true })),
  });

/** What the CDK's function needs: it would grant itself wildcard actions. */
function copyingRole(scope: Construct, logGroup: LogGroup, from: IBucket, to: Bucket): IRole {
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const grant = (actions: string[], resource: string) =>
    role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
  grant(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
  grant(['s3:GetObject'], from.arnForObjects('*.zip'));
  grant(['s3:ListBucket', 's3:GetBucketTagging'], to.bucketArn);
  grant(['s3:PutObject', 's3:DeleteObject'], to.arnForObjects('*'));
  return role.withoutPolicyUpdates();
}
