// The four tables and the key of the secrets.
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** The index of the events by licensor. */
export const byLicensor = 'byLicensor';
/** The index of the deliveries that wait, by when they are due. */
export const due = 'due';
/** The index of the deliveries that are not done, by target and status. */
export const open = 'open';

const { STRING, NUMBER } = AttributeType;
const text = (name: string) => ({ name, type: STRING });

export class Storage extends Construct {
  /** Targets, subscriptions, routes; tokens too, for now. */
  readonly registry: Table;
  /** Ciphertexts of partners' credentials. */
  readonly secrets: Table;
  readonly secretsKey: Key;
  /** Accepted events; its stream feeds the dispatcher. */
  readonly events: Table;
  readonly deliveries: Table;

  constructor(scope: Construct, id: string, { settings }: { settings: Settings }) {
    super(scope, id);
    const house = {
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: settings.protectData },
      deletionProtection: settings.protectData,
      removalPolicy: settings.removalPolicy,
    };
    this.registry = new Table(this, 'Registry', {
      ...house,
      partitionKey: text('licensor'),
      sortKey: text('itemId'),
    });
    this.secrets = new Table(this, 'Secrets', {
      ...house,
      partitionKey: text('licensor'),
      sortKey: text('secretId'),
      timeToLiveAttribute: 'expiresAt',
    });
    this.secretsKey = new Key(this, 'SecretsKey', {
      description: `Herald ${settings.stage}: partners' credentials`,
      enableKeyRotation: true,
      removalPolicy: settings.removalPolicy,
    });
    this.events = new Table(this, 'Events', {
      ...house,
      partitionKey: text('eventKey'),
      stream: StreamViewType.NEW_IMAGE,
      timeToLiveAttribute: 'expiresAt',
    });
    this.events.addGlobalSecondaryIndex({
      indexName: byLicensor,
      partitionKey: text('licensorDay'),
      sortKey: text('acceptedOrder'),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.deliveries = new Table(this, 'Deliveries', {
      ...house,
      partitionKey: text('eventKey'),
      sortKey: text('targetId'),
      timeToLiveAttribute: 'expiresAt',
    });
    this.deliveries.addGlobalSecondaryIndex({
      indexName: due,
      partitionKey: text('dueShard'),
      sortKey: { name: 'nextAttemptAt', type: NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.deliveries.addGlobalSecondaryIndex({
      indexName: open,
      partitionKey: text('openKey'),
      sortKey: text('eventId'),
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }

  get tables(): Readonly<Record<'registry' | 'secrets' | 'events' | 'deliveries', Table>> {
    const { registry, secrets, events, deliveries } = this;
    return { registry, secrets, events, deliveries };
  }
}
