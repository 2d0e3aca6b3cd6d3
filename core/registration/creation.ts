// Creates a resource once per `Idempotency-Key`. The id is a hash of the key, so the store detects a repeated
// request.
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { conflict } from '../model/api/herald-error.ts';
import { parseInput } from '../model/api/parse.ts';
import type { ApiRequest } from '../runtime/http/api-request.ts';
import { idOfKey, newId } from '../runtime/id.ts';
import { StoreError } from '../store/store-error.ts';

const keySchema = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'expected 1 to 255 visible ASCII characters');

type Creation<T> = {
  /** Part of the hash, so that the same key may be used for resources of different kinds. */
  route: string;
  create: (id: string) => Promise<T>;
  find: (id: string) => Promise<T | undefined>;
  /** The configuration that a repeated request must have. */
  configOf: (resource: T) => unknown;
};

/**
 * Creates a resource, or returns the one that an earlier request with the same key created.
 * @param asked the configuration in this request
 * @throws HeraldError CONFLICT if the key was used for another configuration
 */
export async function createOnce<T>(
  request: ApiRequest,
  asked: unknown,
  { route, create, find, configOf }: Creation<T>,
): Promise<T> {
  const sent = request.header('idempotency-key');
  if (sent === undefined) return create(newId());
  const id = idOfKey(request.licensor, route, parseInput(keySchema, sent, 'Idempotency-Key'));
  try {
    return await create(id);
  } catch (error) {
    const existing = error instanceof StoreError ? await find(id) : undefined;
    if (!existing) throw error;
    if (isDeepStrictEqual(configOf(existing), asked)) return existing;
    throw conflict(['Idempotency-Key'], 'this key was already used with another request body');
  }
}
