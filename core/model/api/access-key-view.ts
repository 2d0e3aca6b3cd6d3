// Access keys in answers of the API: never a key, and nothing from which one could be made.
import * as z from 'zod';
import type { Client } from './client.ts';

const accessKeyViewSchema = z
  .strictObject({
    name: z.string(),
    id: z.string().describe('Names the key in change records, and in the commands of the platform'),
    scopes: z.array(z.string()),
    createdAt: z.iso.datetime(),
    validUntil: z.iso.datetime().optional().describe('When it ends, or ended. Absent: it has no end'),
    disabled: z.literal(true).optional().describe('The platform has disabled it'),
  })
  .meta({ id: 'AccessKey' });
export type AccessKeyView = z.output<typeof accessKeyViewSchema>;

export const accessKeyListSchema = z
  .strictObject({ accessKeys: z.array(accessKeyViewSchema).describe('Oldest first') })
  .meta({ id: 'AccessKeyList' });

/** @returns the access keys among the clients, oldest first */
export const accessKeysOf = (clients: readonly Client[]): AccessKeyView[] =>
  clients.flatMap(viewOf).toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));

function viewOf({ clientId, accessKey, validUntil, disabled }: Client): AccessKeyView[] {
  if (!accessKey) return [];
  const { name, scopes, createdAt } = accessKey;
  const ends = { ...(validUntil !== undefined && { validUntil }), ...(disabled && { disabled }) };
  return [{ name, id: clientId, scopes, createdAt, ...ends }];
}
