// Removes a licensor for good (docs/decisions/0027-suspension.md). Each step deletes what is still there, and
// the licensor's record goes last: the same command completes a removal that ended halfway.
import { DeletePartnerEventSourceCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { eventSourceNameOf } from '../core/model/target/partner-source.ts';
import { createHealthStore } from '../core/store/deliveries/target-health.ts';
import { writeConditionally } from '../core/store/dynamodb/conditional-write.ts';
import { transact } from '../core/store/dynamodb/transaction.ts';
import { unlistAction } from '../core/store/registry/licensor-directory.ts';
import { clientKey, itemPrefixes, licensorKey } from '../core/store/registry/registry-key.ts';
import { CommandError } from './command-error.ts';
import type { Deployment } from './deployment.ts';
import {
  type ItemKey,
  itemsOfLicensor,
  type LicensorItems,
  type PartnerSourceItem,
} from './licensor-items.ts';
import { deleteOauthClient } from './oauth-clients.ts';
import { findOwner, type Owner } from './owner.ts';
import { putRemoval } from './removed-licensors.ts';
import { removeStatistics } from './removed-statistics.ts';
import { deleteUsageKey } from './usage-key.ts';

/** How many items of each kind; `records` are the licensor's record and its API key. */
export type Removed = Record<keyof LicensorItems | 'statistics' | 'records', number>;

/** Longer than a request to the API may take, so that none is under way that could still add something. */
export const suspendedForMs = 60_000;

/** How many items are deleted at once. */
const concurrency = 10;

/**
 * @param by who removes it
 * @param dryRun only count
 * @returns what has been removed by this call; all 0 if nothing was left
 * @throws CommandError if the licensor has not been suspended for a minute
 */
export async function removeLicensor(
  deployment: Deployment,
  db: DynamoDBDocumentClient,
  licensor: string,
  { by, clock, dryRun }: { by: string; clock: () => number; dryRun: boolean },
): Promise<Removed> {
  const { RegistryTable: registry, SecretsTable: secrets, DeliveriesTable: deliveries } = deployment.outputs;
  const owner = await findOwner(db, registry, licensor);
  if (owner) requireSuspended(owner, clock());
  const items = await itemsOfLicensor(db, deployment.outputs, licensor);
  const stored = { ...countsOf(items), records: owner ? 1 : 0 };
  const removeCounts = () => removeStatistics(db, deliveries, licensor, { now: clock(), dryRun });
  if (dryRun) return { ...stored, statistics: await removeCounts() };

  const each = <T>(list: readonly T[], remove: (item: T) => Promise<unknown>) =>
    pMap(list, remove, { concurrency });
  const forget = ({ licensor: partition, itemId }: ItemKey) =>
    db.send(new DeleteCommand({ TableName: registry, Key: { licensor: partition, itemId } }));
  await each(items.clients, async client => {
    if (client.itemId === clientKey('').itemId) await deleteOauthClient(deployment, client.clientId);
    await forget(client);
  });
  await each([...items.people, ...items.routes, ...items.subscriptions], forget);
  const health = createHealthStore(db, deliveries);
  await each(items.targets, ({ itemId }) => {
    const Key = { licensor, itemId };
    const target = { licensor, targetId: itemId.slice(itemPrefixes.target.length) };
    // The parked deliveries get tasks, which find no target and cancel them.
    const drain = health.drainAction(target, clock());
    return transact(db, [{ write: { Delete: { TableName: registry, Key } } }, drain]);
  });
  await each(items.authProfiles, forget);
  await each(items.partnerSources, async source => {
    await deletePartnerSource(deployment, source);
    await forget(source);
  });
  await each(items.secrets, Key => db.send(new DeleteCommand({ TableName: secrets, Key })));
  await each([...items.changes, ...items.others], forget);
  await each(items.claims, claim => releaseClaimOf(db, registry, claim, licensor, clock()));
  // Without routes, the audit writes no more.
  const counts = { ...stored, statistics: await removeCounts() };
  if (!owner) return counts;
  await deleteUsageKey(deployment, owner);
  await transact(db, [
    { write: { Delete: { TableName: registry, Key: licensorKey(licensor) } } },
    unlistAction(registry, licensor),
    putRemoval(registry, { licensor, removedAt: new Date(clock()).toISOString(), by }),
  ]);
  return counts;
}

function requireSuspended({ licensor, suspension }: Owner, now: number): void {
  if (suspension && now - Date.parse(suspension.since) >= suspendedForMs) return;
  throw new CommandError(
    `licensor ${licensor} must have been suspended for a minute, because requests may be under way: ` +
      'run partner suspend, and then this command',
  );
}

function countsOf(items: LicensorItems): Record<keyof LicensorItems, number> {
  const { clients, people, routes, subscriptions, targets, authProfiles, partnerSources } = items;
  const { secrets, changes, others, claims } = items;
  return {
    clients: clients.length,
    people: people.length,
    routes: routes.length,
    subscriptions: subscriptions.length,
    targets: targets.length,
    authProfiles: authProfiles.length,
    partnerSources: partnerSources.length,
    secrets: secrets.length,
    changes: changes.length,
    others: others.length,
    claims: claims.length,
  };
}

/**
 * Releases an external id as the deletion of its last target does: other licensors have to wait, because the
 * trust policy of the partner's role may still name it (docs/decisions/0025-external-ids.md).
 */
const releaseClaimOf = (
  db: DynamoDBDocumentClient,
  table: string,
  { licensor: partition, itemId }: ItemKey,
  licensor: string,
  now: number,
): Promise<boolean> =>
  writeConditionally(
    db,
    new UpdateCommand({
      TableName: table,
      Key: { licensor: partition, itemId },
      UpdateExpression: 'SET heldBy = :licensor, releasedAt = :now REMOVE claimedBy, usedBy',
      ConditionExpression: 'heldBy = :licensor OR claimedBy = :licensor',
      ExpressionAttributeValues: { ':licensor': licensor, ':now': now },
    }),
  );

async function deletePartnerSource(
  { aws, outputs: { PartnerEventSourceName: partnerName } }: Deployment,
  { licensor, account, region, name }: PartnerSourceItem,
): Promise<void> {
  // Without a partner name Herald can have made no source.
  if (partnerName === undefined) return;
  const Name = eventSourceNameOf(partnerName, licensor, { name });
  const command = new DeletePartnerEventSourceCommand({ Account: account, Name });
  await new EventBridgeClient({ ...aws, region }).send(command).catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
  });
}
