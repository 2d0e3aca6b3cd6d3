// The five tables, and the key that encrypts credentials (docs/architecture.md, "Data"). What cannot change
// after the first deployment is in docs/decisions/0032-stateful-resources.md.
import {
  AttributeType,
  type GlobalSecondaryIndexPropsV2,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  type TablePropsV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { TableName } from './capacity-settings.ts';
import type { Settings } from './settings.ts';
import { billingOf, warmThroughputOf } from './table-capacity.ts';

/** Index of EventPages: the pages of all licensors by day and time of acceptance. */
export const byTime = 'byTime';
/** Index of Deliveries: everything that the retry-scheduler must do, by the time when it is due. */
export const due = 'due';
/** Index of Deliveries: the deliveries that are WAITING, PARKED or FAILED, by target, status and
 * time of the last change. */
export const openByTime = 'openByTime';

const { STRING, NUMBER } = AttributeType;
const text = (name: string) => ({ name, type: STRING });
const number = (name: string) => ({ name, type: NUMBER });
/** Items of the table are deleted after this time, in seconds since 1970. */
const expires = { timeToLiveAttribute: 'expiresAt' };

export class Storage extends Construct {
  /** Licensors, clients, targets, subscriptions, auth profiles, routes and change records. */
  readonly registry: TableV2;
  /** Ciphertexts of the credentials of partners. */
  readonly secrets: TableV2;
  readonly secretsKey: Key;
  /** Accepted events. Its stream invokes the dispatcher. */
  readonly events: TableV2;
  /** Lists of accepted events: a page per publish call, by licensor and time. */
  readonly eventPages: TableV2;
  /** One row per delivery, and the health of targets. */
  readonly deliveries: TableV2;

  constructor(scope: Construct, id: string, { settings }: { settings: Settings }) {
    super(scope, id);
    const table = (name: TableName, { globalSecondaryIndexes, ...props }: TablePropsV2): TableV2 => {
      const warm = { warmThroughput: warmThroughputOf(name, settings) };
      return new TableV2(this, `${name.charAt(0).toUpperCase()}${name.slice(1)}`, {
        ...commonProps(settings),
        billing: billingOf(name, settings),
        ...warm,
        ...props,
        globalSecondaryIndexes: globalSecondaryIndexes?.map(index => ({ ...index, ...warm })),
      });
    };
    this.registry = table('registry', {
      partitionKey: text('licensor'),
      sortKey: text('itemId'),
      // Only change records expire.
      ...expires,
    });
    this.secrets = table('secrets', {
      partitionKey: text('licensor'),
      sortKey: text('secretId'),
      ...expires,
    });
    this.events = table('events', {
      partitionKey: text('eventKey'),
      ...expires,
      // A table with a replica in another region needs both images, and another type would be another stream.
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    this.eventPages = table('eventPages', {
      partitionKey: text('licensorDay'),
      sortKey: text('position'),
      ...expires,
      globalSecondaryIndexes: [
        {
          ...indexOfKeys(byTime, text('dayShard'), text('position')),
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: ['eventIds'],
        },
      ],
    });
    this.deliveries = table('deliveries', {
      partitionKey: text('eventKey'),
      sortKey: text('targetId'),
      ...expires,
      globalSecondaryIndexes: [
        indexOfKeys(due, text('dueShard'), number('nextAttemptAt')),
        indexOfKeys(openByTime, text('openKey'), text('updatedAt')),
      ],
    });
    this.secretsKey = new Key(this, 'SecretsKey', {
      description: `Herald ${settings.stage}: partners' credentials`,
      enableKeyRotation: true,
      multiRegion: true,
      removalPolicy: settings.removalPolicy,
    });
  }

  get tables(): Readonly<Record<TableName, TableV2>> {
    const { registry, secrets, events, eventPages, deliveries } = this;
    return { registry, secrets, events, eventPages, deliveries };
  }
}

const commonProps = ({ protectData, deletionProtection, removalPolicy }: Settings) => ({
  // DynamoDB's own key is free. The account's key for DynamoDB protects no better, and AWS bills its use.
  encryption: TableEncryptionV2.dynamoOwnedKey(),
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: protectData },
  deletionProtection,
  removalPolicy,
});

type Attribute = ReturnType<typeof text | typeof number>;

/** An index whose items have only the keys of the index and of the table. */
const indexOfKeys = (
  indexName: string,
  partitionKey: Attribute,
  sortKey: Attribute,
): GlobalSecondaryIndexPropsV2 => ({
  indexName,
  partitionKey,
  sortKey,
  projectionType: ProjectionType.KEYS_ONLY,
});
