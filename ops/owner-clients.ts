// The clients of one owner: access keys and OAuth clients. They are added, replaced and disabled together
// with the owner's record, which lists them.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Client, clientSchema, isUsable } from '../core/model/api/client.ts';
import { batchGet } from '../core/store/dynamodb/batch-get.ts';
import { type Action, transact } from '../core/store/dynamodb/transaction.ts';
import { keyOfClient } from '../core/store/registry/clients.ts';
import { StoreError } from '../core/store/store-error.ts';
import { CommandError } from './command-error.ts';
import type { Deployment } from './deployment.ts';
import type { NewClient } from './new-clients.ts';
import { deleteOauthClient } from './oauth-clients.ts';
import { fieldsOfClient, recordByOperator, resourceOfClient } from './operator-records.ts';
import { clientKeysOf, findOwner, notOnboarded, type Owner } from './owner.ts';
import {
  changeClient,
  deleteClient,
  putClient,
  releaseUsageKey,
  sentenceOf,
  setClients,
  type WithUsageKey,
} from './owner-writes.ts';
import { createUsageKey, deleteUsageKey, type UsageKey } from './usage-key.ts';

/** `usable`: those that work. */
export type OwnerClients = { record: Owner; clients: Client[]; usable: Client[] };

/** @throws CommandError if the owner is not onboarded */
export async function clientsOfOwner(
  db: DynamoDBDocumentClient,
  table: string,
  owner: string,
): Promise<OwnerClients> {
  const record = await findOwner(db, table, owner);
  if (!record) throw notOnboarded(owner);
  return clientsOf(db, table, record);
}

export async function clientsOf(
  db: DynamoDBDocumentClient,
  table: string,
  record: Owner,
): Promise<OwnerClients> {
  const { [table]: items = [] } = await batchGet(db, { [table]: clientKeysOf(record) });
  const clients = items.map(item => clientSchema.parse(item));
  return { record, clients, usable: clients.filter(client => isUsable(client, Date.now())) };
}

/** `replaced` stay valid for `overlapHours`. */
export type Replacement = { replaced: readonly Client[]; overlapHours: number };

/**
 * Adds a client, which may replace others. Clients that no longer work are deleted. An owner that was
 * disabled gets an API key again. If the write fails, all that was made is taken back.
 * @param make makes the client
 * @throws CommandError if another command changes the owner's clients at the same time
 */
export async function addClient<Credentials>(
  deployment: Deployment,
  db: DynamoDBDocumentClient,
  { record, clients, usable }: OwnerClients,
  make: (owner: WithUsageKey) => NewClient<Credentials> | Promise<NewClient<Credentials>>,
  { replaced, overlapHours }: Replacement = { replaced: [], overlapHours: 0 },
): Promise<Credentials> {
  const table = deployment.outputs.RegistryTable;
  const end = new Date(Date.now() + overlapHours * 3600 * 1000).toISOString();
  const spent = clients.filter(one => !usable.includes(one));
  const { licensor } = record;
  const recordChange = await recordByOperator(deployment);
  const ended = (one: Client): Client => ({ ...one, validUntil: earlier(one.validUntil, end) });
  const made = await withUsageKey(deployment, record, async (usageKey, usage) => {
    const { client, credentials, takeBack } = await make({ licensor, usageKey });
    await write(db, [
      setClients(table, record, [...usable, client], usage),
      putClient(table, client),
      ...replaced.map(one => changeClient(table, keyOfClient(one), 'validUntil', ended(one).validUntil)),
      ...spent.map(one => deleteClient(table, one)),
      recordChange(licensor, resourceOfClient(client), undefined, fieldsOfClient(client)),
      ...replaced.map(one =>
        recordChange(licensor, resourceOfClient(one), fieldsOfClient(one), fieldsOfClient(ended(one))),
      ),
    ]).catch(async error => {
      await takeBack();
      throw error;
    });
    return credentials;
  });
  const gone = overlapHours === 0 ? [...replaced, ...spent] : spent;
  await Promise.all(gone.map(one => endAtIssuer(deployment, one)));
  return made;
}

/** Does work with the API key of an owner; `usage`: one that had to be made, which is deleted if it fails. */
async function withUsageKey<T>(
  deployment: Deployment,
  { licensor, tier, usageKey, usageKeyId }: Owner,
  work: (usageKey: string, usage?: UsageKey) => Promise<T>,
): Promise<T> {
  if (usageKey !== undefined) return work(usageKey);
  // A command that disabled the owner may have ended before it deleted the old one.
  await deleteUsageKey(deployment, { usageKeyId });
  const usage = await createUsageKey(deployment, licensor, tier);
  return work(usage.usageKey, usage).catch(async error => {
    await deleteUsageKey(deployment, usage);
    throw error;
  });
}

/** Disables some clients. Each works until the authorizer's cache has expired. */
export async function disableClients(
  deployment: Deployment,
  db: DynamoDBDocumentClient,
  { licensor }: Owner,
  clients: readonly Client[],
): Promise<void> {
  const table = deployment.outputs.RegistryTable;
  const recordDisabling = await disablingRecorder(deployment, licensor);
  await write(db, [
    ...clients.map(one => changeClient(table, keyOfClient(one), 'disabled', true)),
    ...clients.map(recordDisabling),
  ]);
}

async function disablingRecorder(deployment: Deployment, licensor: string): Promise<(one: Client) => Action> {
  const recordChange = await recordByOperator(deployment);
  return one => recordChange(licensor, resourceOfClient(one), { disabled: one.disabled }, { disabled: true });
}

/**
 * Disables every client of an owner, and deletes its OAuth clients at the issuer and its API key. Cached
 * policies name that API key, so requests are often refused before the authorizer's cache has expired.
 * @throws CommandError if the owner is not onboarded, or if another command changes its clients
 */
export async function disableAllClients(
  deployment: Deployment,
  db: DynamoDBDocumentClient,
  owner: string,
): Promise<void> {
  const table = deployment.outputs.RegistryTable;
  const { record, clients } = await clientsOfOwner(db, table, owner);
  const recordDisabling = await disablingRecorder(deployment, owner);
  await write(db, [
    ...clientKeysOf(record).map(key => changeClient(table, key, 'disabled', true)),
    releaseUsageKey(table, record),
    ...clients.filter(one => !one.disabled).map(recordDisabling),
  ]);
  await Promise.all(record.clientIds.map(id => deleteOauthClient(deployment, id)));
  await deleteUsageKey(deployment, record);
}

/** An access key is known to Herald only. */
async function endAtIssuer(deployment: Deployment, { clientId, accessKey }: Client): Promise<void> {
  if (!accessKey) await deleteOauthClient(deployment, clientId);
}

/** @throws CommandError for a refusal */
export async function write(db: DynamoDBDocumentClient, actions: readonly Action[]): Promise<void> {
  await transact(db, actions).catch((error: unknown) => {
    throw error instanceof StoreError ? new CommandError(sentenceOf(error.refusal)) : error;
  });
}

/** The earlier of two ISO 8601 times. */
const earlier = (a: string | undefined, b: string): string => (a !== undefined && a < b ? a : b);
