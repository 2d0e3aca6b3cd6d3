// Herald, as design's picture shows it.
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { Api } from './api.ts';
import { Channels } from './channels.ts';
import { Dispatch } from './dispatch.ts';
import { Identity } from './identity.ts';
import { partnerRolePattern } from './partner-roles.ts';
import { createQueue } from './queues.ts';
import { Retries } from './retries.ts';
import type { Settings } from './settings.ts';
import { Storage } from './storage.ts';

export class NotificationStack extends Stack {
  private readonly api: Api;

  constructor(scope: Construct, id: string, { settings }: { settings: Settings }) {
    super(scope, id, {
      description: 'Herald pushes status changes to partners',
      terminationProtection: settings.protectData,
    });
    const storage = new Storage(this, 'Storage', { settings });
    /** What our own code cannot handle; must stay empty. */
    const quarantine = createQueue(this, 'Quarantine', { settings });

    const identity = new Identity(this, 'Identity', { settings });
    const channels = new Channels(this, 'Channels', { settings, storage, quarantine });
    new Dispatch(this, 'Dispatch', { settings, storage, channels, quarantine });
    new Retries(this, 'Retries', { settings, storage, channels });
    this.api = new Api(this, 'Api', { settings, storage, identity, channels });

    const outputs = {
      ApiUrl: this.api.restApi.url,
      ApiId: this.api.restApi.restApiId,
      PublishFunctionArn: this.api.publishFunction.functionArn,
      UserPoolId: identity.userPool?.userPoolId,
      TokenUrl: identity.tokenUrl,
      UsagePlanIds: JSON.stringify(this.api.usagePlanIds),
      RegistryTable: storage.registry.tableName,
      SecretsTable: storage.secrets.tableName,
      EventsTable: storage.events.tableName,
      DeliveriesTable: storage.deliveries.tableName,
      QuarantineUrl: quarantine.queueUrl,
      DeliveryRolePattern: partnerRolePattern(this, settings),
    };
    for (const [name, value] of Object.entries(outputs)) {
      if (value !== undefined) new CfnOutput(this, name, { value });
    }
  }

  /** Lets code inside the account publish events by invoking the publish function (see docs/publishing.md). */
  grantPublish(grantee: IGrantable): void {
    this.api.grantPublish(grantee);
  }
}
