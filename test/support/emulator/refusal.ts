// Checks of refused requests: status, code, message, and that nothing was stored.
import { expect } from 'vitest';
import type { ApiAnswer } from '../../../local/client/herald-api.ts';
import { storedOf } from './tables.ts';

export type Refusal = {
  status: number;
  code: string;
  /** What the message must contain, so that the caller knows what to correct. */
  says: string;
};

export const badRequest = (says: string): Refusal => ({ status: 400, code: 'BAD_REQUEST', says });

export function expectRefusal(answer: ApiAnswer, { status, code, says }: Refusal): void {
  expect(answer.body).toEqual({ error: { code, message: expect.stringContaining(says) } });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/json');
  if (status === 401) expect(answer.headers.get('www-authenticate')).toBe('Bearer');
}

/** Checks the refusal, and that the request has changed no item of the licensor. */
export async function expectRefusalWithoutTrace(
  licensor: { readonly name: string },
  send: () => Promise<ApiAnswer>,
  refusal: Refusal,
): Promise<void> {
  const before = await storedOf(licensor.name);
  expectRefusal(await send(), refusal);
  expect(await storedOf(licensor.name)).toEqual(before);
}
