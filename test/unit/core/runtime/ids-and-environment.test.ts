import { afterEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { readEnvironment } from '../../../../core/runtime/environment/env.ts';
import { count, listOf, text } from '../../../../core/runtime/environment/environment-values.ts';
import { idOfKey, newId } from '../../../../core/runtime/id.ts';

const contract = z.object({ TABLE: text, DEADLINE_MS: count, ORIGINS: listOf(z.string()) });
const set = (values: Record<string, string>) => {
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value);
};
const complete = { TABLE: 'table', DEADLINE_MS: '500', ORIGINS: '["https://127.0.0.1:1"]' };
afterEach(() => vi.unstubAllEnvs());

test('the environment is parsed with the schema of the contract', () => {
  set(complete);

  expect(readEnvironment(contract)).toEqual({
    TABLE: 'table',
    DEADLINE_MS: 500,
    ORIGINS: ['https://127.0.0.1:1'],
  });
});

test.each([
  ['missing', 'TABLE', ''],
  ['not a number', 'DEADLINE_MS', 'soon'],
  ['zero', 'DEADLINE_MS', '0'],
  ['not JSON', 'ORIGINS', 'https://127.0.0.1:1'],
  ['a list of the wrong type', 'ORIGINS', '[1]'],
])('a variable that is %s throws an error that names it', (_, name, value) => {
  set({ ...complete, [name]: value });

  expect(() => readEnvironment(contract)).toThrow(name);
});

test('the id made from an idempotency key has the form of a ULID', () => {
  expect(idOfKey('acme', 'targets', 'key')).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  expect(newId()).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
});

test('the id made from an idempotency key depends on licensor, route and key', () => {
  const ids = [
    idOfKey('acme', 'targets', 'key'),
    idOfKey('other', 'targets', 'key'),
    idOfKey('acme', 'subscriptions', 'key'),
    idOfKey('acme', 'targets', 'key2'),
    idOfKey('acmet', 'argets', 'key'),
  ];

  expect(new Set(ids).size).toBe(ids.length);
  expect(idOfKey('acme', 'targets', 'key')).toBe(ids[0]);
});
