// The five tables, and the key that encrypts credentials (docs/architecture.md, "Data").
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

/** Index of EventPages: the pages of all licensors by day and time of acceptance. */
export const byTime = 'byTime';
/** Index of Deliveries: everything that the retry-scheduler must do, by the time when it is due. */
export const due = 'due';
/** Index of Deliveries: the deliveries that are WAITING, PARKED or FAILED, by target and status. */
export const open = 'open';

const { STRING, NUMBER } = AttributeType;
const text = (name: string) => ({ name, type: STRING });

export class Storage extends Construct {
  /** Licensors, clients, targets, subscriptions, auth profiles and routes. */
  readonly registry: Table;
  /** Ciphertexts of the credentials of partners. */
  readonly secrets: Table;
  readonly secretsKey: Key;
  /** Accepted events. Its stream invokes the dispatcher. */
  readonly events: Table;
  /** Lists of accepted events: one page per publish call, by licensor and time. */
  readonly eventPages: Table;
  /** One row per delivery, and the health of targets. */
  readonly deliveries: Table;

  constructor(scope: Construct, id: string, { settings }: { settings: Settings }) {
    super(scope, id);
    const common = {
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: settings.protectData },
      deletionProtection: settings.protectData,
      removalPolicy: settings.removalPolicy,
    };
    this.registry = new Table(this, 'Registry', {
      ...common,
      partitionKey: text('licensor'),
      sortKey: text('itemId'),
    });
    this.secrets = new Table(this, 'Secrets', {
      ...common,
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
      ...common,
      partitionKey: text('eventKey'),
      stream: StreamViewType.NEW_IMAGE,
      timeToLiveAttribute: 'expiresAt',
    });
    this.eventPages = new Table(this, 'EventPages', {
      ...common,
      partitionKey: text('licensorDay'),
      sortKey: text('position'),
      timeToLiveAttribute: 'expiresAt',
    });
    this.eventPages.addGlobalSecondaryIndex({
      indexName: byTime,
      partitionKey: text('dayShard'),
      sortKey: text('position'),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['eventIds'],
    });
    this.deliveries = new Table(this, 'Deliveries', {
      ...common,
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

  get tables(): Readonly<Record<'registry' | 'secrets' | 'events' | 'eventPages' | 'deliveries', Table>> {
    const { registry, secrets, events, eventPages, deliveries } = this;
    return { registry, secrets, events, eventPages, deliveries };
  }
}
