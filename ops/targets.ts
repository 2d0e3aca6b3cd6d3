// Finds the licensors and targets that a command names. All commands refuse unknown ones with the same
// sentences.
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { pagesOf } from '../core/model/api/page.ts';
import type { Target } from '../core/model/target/target.ts';
import { scanAll } from '../core/store/dynamodb/all-items.ts';
import { itemPrefixes, licensorKey } from '../core/store/registry/registry-key.ts';
import { createTargets } from '../core/store/registry/targets.ts';
import { CommandError } from './command-error.ts';
import { notOnboarded } from './owner.ts';

export type TargetId = { licensor: string; targetId: string };
/** One target, the targets of one licensor, or all targets. */
export type TargetSelection = { licensor?: string | undefined; targetId?: string | undefined };

const targetSchema = z.object({ licensor: z.string(), targetId: z.string() });

/** @throws CommandError if the licensor is not onboarded */
export async function requireLicensor(
  db: DynamoDBDocumentClient,
  table: string,
  licensor: string,
): Promise<void> {
  const { Item } = await db.send(new GetCommand({ TableName: table, Key: licensorKey(licensor) }));
  if (!Item) throw notOnboarded(licensor);
}

/** @throws CommandError if the licensor is not onboarded or has no such target */
export async function requireTarget(
  db: DynamoDBDocumentClient,
  table: string,
  { licensor, targetId }: TargetId,
): Promise<Target> {
  const target = await createTargets(db, table).get(licensor, targetId);
  if (target) return target;
  await requireLicensor(db, table, licensor);
  throw new CommandError(`licensor ${licensor} has no target ${targetId}`);
}

/** @throws CommandError if the licensor or the target of the selection is unknown */
export async function targetsOf(
  db: DynamoDBDocumentClient,
  table: string,
  { licensor, targetId }: TargetSelection,
): Promise<TargetId[]> {
  if (licensor !== undefined && targetId !== undefined) {
    await requireTarget(db, table, { licensor, targetId });
    return [{ licensor, targetId }];
  }
  if (licensor !== undefined) await requireLicensor(db, table, licensor);
  const targets: TargetId[] = [];
  const items = scanAll(db, {
    TableName: table,
    FilterExpression: 'begins_with(itemId, :target)',
    ExpressionAttributeValues: { ':target': itemPrefixes.target },
  });
  for await (const item of items) {
    const target = targetSchema.parse(item);
    if (licensor === undefined || target.licensor === licensor) targets.push(target);
  }
  return targets;
}

/** All targets of a licensor, page by page. */
export function pagesOfTargets(
  db: DynamoDBDocumentClient,
  table: string,
  licensor: string,
): AsyncGenerator<Target[]> {
  const targets = createTargets(db, table);
  return pagesOf(page => targets.list(licensor, page));
}
