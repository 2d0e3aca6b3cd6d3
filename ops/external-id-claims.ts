// Shows, releases and transfers the claim of an external id (docs/decisions/0025-external-ids.md).
import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { parseArn } from '../core/model/target/aws-destination.ts';
import { type Claim, type ClaimedId, freeFrom, holderOf } from '../core/model/target/external-id-claim.ts';
import type { Target } from '../core/model/target/target.ts';
import { updateIfAsRead, writeConditionally } from '../core/store/dynamodb/conditional-write.ts';
import { createExternalIdClaims } from '../core/store/registry/external-id-claims.ts';
import { claimKey } from '../core/store/registry/registry-key.ts';
import { CommandError } from './command-error.ts';
import { pagesOfTargets, requireLicensor } from './targets.ts';

export type ClaimView = ClaimedId & {
  /** The licensor that holds the claim. */
  licensor: string;
  /** The ids of its targets that use the external id. */
  targets: string[];
  /** When its last target stopped using it, ISO 8601. */
  releasedAt?: string | undefined;
  /** When any licensor can claim it, ISO 8601; undefined: not before the claim is released. */
  freeFrom?: string | undefined;
};

/** @throws CommandError if no licensor has claimed the external id */
export async function viewClaim(
  db: DynamoDBDocumentClient,
  table: string,
  id: ClaimedId,
): Promise<ClaimView> {
  return (await findClaim(db, table, id)).view;
}

/**
 * Ends a claim: any licensor can then use the external id at once.
 * @param dryRun only check that it can be released
 * @returns the claim before
 * @throws CommandError if there is no claim, if a target uses it, or if it changed at the same time
 */
export async function releaseClaim(
  db: DynamoDBDocumentClient,
  table: string,
  id: ClaimedId,
  { dryRun = false } = {},
): Promise<ClaimView> {
  const { claim, view } = await findClaim(db, table, id);
  if (view.targets.length > 0) {
    throw new CommandError(
      `licensor ${view.licensor} uses the external id for targets ${view.targets.join(', ')}: ` +
        'these must be deleted or changed first; or transfer the claim',
    );
  }
  if (!dryRun) {
    const { ConditionExpression, ...given } = conditionOf(claim);
    await write(db, new DeleteCommand({ ...itemOf(table, id), ConditionExpression, ...given }));
  }
  return view;
}

/**
 * Gives a claim to another licensor. Targets of the holder that use the external id keep it, but cannot be
 * changed any more as long as they have it.
 * @param dryRun only check that it can be transferred
 * @returns the claim before
 * @throws CommandError if there is no claim, if `to` is not onboarded or holds it already, or if the claim
 *   changed at the same time
 */
export async function transferClaim(
  db: DynamoDBDocumentClient,
  table: string,
  id: ClaimedId,
  { to, dryRun = false }: { to: string; dryRun?: boolean },
): Promise<ClaimView> {
  await requireLicensor(db, table, to);
  const { claim, view } = await findClaim(db, table, id);
  if (view.licensor === to) throw new CommandError(`licensor ${to} holds the claim already`);
  if (!dryRun) {
    const after = { heldBy: to, claimedBy: undefined, usedBy: undefined, releasedAt: undefined };
    await write(db, new UpdateCommand({ ...itemOf(table, id), ...updateIfAsRead(after, asRead(claim)) }));
  }
  return view;
}

async function findClaim(
  db: DynamoDBDocumentClient,
  table: string,
  id: ClaimedId,
): Promise<{ claim: Claim; view: ClaimView }> {
  const claim = await createExternalIdClaims(db, table).get(id);
  const licensor = claim && holderOf(claim);
  if (!claim || licensor === undefined) {
    throw new CommandError(
      `no licensor has claimed external id ${id.externalId} for roles of account ${id.account}`,
    );
  }
  const targets = await targetsUsing(db, table, licensor, id);
  const isUsed = targets.length > 0;
  const times = isUsed ? {} : { releasedAt: isoOf(claim.releasedAt), freeFrom: isoOf(freeFrom(claim)) };
  return { claim, view: { ...id, licensor, targets, ...times } };
}

const isoOf = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

/** Reads the targets themselves, because claims of Herald 0.2 do not list them. */
async function targetsUsing(
  db: DynamoDBDocumentClient,
  table: string,
  licensor: string,
  { account, externalId }: ClaimedId,
): Promise<string[]> {
  const uses = (target: Target): boolean =>
    'verification' in target &&
    parseArn(target.auth.assumeRoleArn).account === account &&
    target.auth.externalId.toLowerCase() === externalId.toLowerCase();
  const found: string[] = [];
  for await (const page of pagesOfTargets(db, table, licensor))
    found.push(...page.filter(uses).map(({ targetId }) => targetId));
  return found;
}

const itemOf = (table: string, { account, externalId }: ClaimedId) => ({
  TableName: table,
  Key: claimKey(account, externalId),
});

const asRead = ({ heldBy, claimedBy, usedBy }: Claim) => ({ heldBy, claimedBy, usedBy });

/** The condition of a Delete: the claim has not changed since it was read. */
function conditionOf(claim: Claim) {
  const { UpdateExpression: _, ...condition } = updateIfAsRead({}, asRead(claim));
  return condition;
}

async function write(db: DynamoDBDocumentClient, command: UpdateCommand | DeleteCommand): Promise<void> {
  if (await writeConditionally(db, command)) return;
  throw new CommandError('another process has changed the claim at the same time: run the command again');
}
