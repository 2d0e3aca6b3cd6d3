// A stand-in until callers come with OAuth tokens of an issuer: bearer tokens by their hash in the Registry.
import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Caller, licensorSchema } from '../domain/licensor.ts';
import { getItem } from './registry-items.ts';
import { tokenKey } from './registry-key.ts';

const tokenSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('partner'), tokenFor: licensorSchema }),
    z.object({ kind: z.literal('platform') }),
  ])
  .transform(
    (token): Caller =>
      token.kind === 'partner' ? { kind: 'partner', licensor: token.tokenFor } : { kind: 'platform' },
  );

/** Finds whose a bearer token is; undefined if nobody's. */
export const createTokenLookup =
  (db: DynamoDBDocumentClient, table: string) =>
  (token: string): Promise<Caller | undefined> =>
    getItem(db, table, tokenKey(createHash('sha256').update(token).digest('hex')), tokenSchema);
