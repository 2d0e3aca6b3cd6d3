// Everything that is stored of one licensor, except for its record: what `partner remove` deletes. Items are
// read by their keys only, so that one that does not match its schema is removed too.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { partnerSourceSchema } from '../core/model/target/partner-source.ts';
import { queryAll, scanAll } from '../core/store/dynamodb/all-items.ts';
import { itemPrefixes, licensorKey } from '../core/store/registry/registry-key.ts';
import type { Deployment } from './deployment.ts';
import { removalKey } from './removed-licensors.ts';

export type ItemKey = { licensor: string; itemId: string };
export type PartnerSourceItem = ItemKey & { account: string; region: string; name: string };
/** In the order in which they are removed: what gives access first, then what delivers, then the rest. */
export type LicensorItems = {
  /** Its access keys and OAuth clients. */
  clients: (ItemKey & { clientId: string })[];
  /** Members, and sessions of the console with their codes: each has several items. */
  people: ItemKey[];
  routes: ItemKey[];
  subscriptions: ItemKey[];
  targets: ItemKey[];
  authProfiles: ItemKey[];
  partnerSources: PartnerSourceItem[];
  secrets: { licensor: string; secretId: string }[];
  changes: ItemKey[];
  /** Everything else of the licensor in the Registry. */
  others: ItemKey[];
  /** The external ids that its targets use, or whose claim Herald 0.2 wrote. */
  claims: ItemKey[];
};

/** The record is removed last, and the record of the removal stays. */
const kept = new Set([licensorKey('').itemId, removalKey('').itemId]);

const keySchema = z.object({ licensor: z.string(), itemId: z.string() });
const secretSchema = z.object({ licensor: z.string(), secretId: z.string() });
const clientSchema = keySchema.extend({ clientId: z.string() });
const sourceSchema = keySchema.extend({ account: partnerSourceSchema.shape.account });

export async function itemsOfLicensor(
  db: DynamoDBDocumentClient,
  {
    RegistryTable: registry,
    SecretsTable: secrets,
  }: Pick<Deployment['outputs'], 'RegistryTable' | 'SecretsTable'>,
  licensor: string,
): Promise<LicensorItems> {
  const own = await partitionOf(db, registry, licensor);
  const ofPrefix = (prefix: string) =>
    own.filter(item => keySchema.parse(item).itemId.startsWith(prefix)).map(item => keySchema.parse(item));
  const kinds = Object.values(itemPrefixes);
  const elsewhere = await ownedElsewhere(db, registry, licensor);
  return {
    clients: elsewhere
      .filter(({ speaksFor, clientId }) => speaksFor !== undefined && clientId !== undefined)
      .map(item => clientSchema.parse(item)),
    people: elsewhere
      .filter(({ speaksFor, clientId }) => speaksFor !== undefined && clientId === undefined)
      .map(item => keySchema.parse(item)),
    routes: ofPrefix(itemPrefixes.route),
    subscriptions: ofPrefix(itemPrefixes.subscription),
    targets: ofPrefix(itemPrefixes.target),
    authProfiles: ofPrefix(itemPrefixes.authProfile),
    partnerSources: own
      .filter(({ itemId }) => String(itemId).startsWith(itemPrefixes.partnerSource))
      .map(item => sourceOf(sourceSchema.parse(item))),
    secrets: (await partitionOf(db, secrets, licensor)).map(item => secretSchema.parse(item)),
    changes: ofPrefix(itemPrefixes.change),
    others: own
      .map(item => keySchema.parse(item))
      .filter(({ itemId }) => !kept.has(itemId) && !kinds.some(prefix => itemId.startsWith(prefix))),
    claims: elsewhere
      .filter(({ itemId, claimedBy, usedBy }) => itemId === 'CLAIM' && (claimedBy ?? usedBy) !== undefined)
      .map(item => keySchema.parse(item)),
  };
}

function sourceOf({ licensor, itemId, account }: z.output<typeof sourceSchema>): PartnerSourceItem {
  const [region = '', name = ''] = itemId.slice(itemPrefixes.partnerSource.length).split('#');
  return { licensor, itemId, account, region, name };
}

const partitionOf = (db: DynamoDBDocumentClient, table: string, licensor: string) =>
  Array.fromAsync(
    queryAll(db, {
      TableName: table,
      KeyConditionExpression: 'licensor = :licensor',
      ExpressionAttributeValues: { ':licensor': licensor },
      ConsistentRead: true,
    }),
  );

/** The items of other partitions that belong to the licensor: its clients, members, sessions and claims. */
const ownedElsewhere = (db: DynamoDBDocumentClient, table: string, licensor: string) =>
  Array.fromAsync(
    scanAll(db, {
      TableName: table,
      FilterExpression: 'heldBy = :licensor OR claimedBy = :licensor OR speaksFor = :licensor',
      ExpressionAttributeValues: { ':licensor': licensor },
      ConsistentRead: true,
    }),
  );
