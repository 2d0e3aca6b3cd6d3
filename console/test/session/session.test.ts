import { expect, test } from 'vitest';
import {
  allows,
  codeIn,
  isExpired,
  renewalTime,
  type Session,
  signInAnswerIn,
  storedSession,
} from '../../src/session/session.ts';

const start = Date.parse('2026-01-01T12:00:00.000Z');
const after = (milliseconds: number): string => new Date(start + milliseconds).toISOString();
const session: Session = {
  token: 'hps_local_token',
  sessionId: 's-1',
  licensor: 'acme',
  capabilities: ['view', 'replay'],
  expiresAt: after(900_000),
  renewableUntil: after(43_200_000),
};

test.each([
  ['#code=hpc_abc-DEF_1', 'hpc_abc-DEF_1'],
  ['', undefined],
  ['#code=', undefined],
  ['#code=hps_local_token', undefined],
  ['#code=hpc_a&code=hpc_b', undefined],
  ['#other=hpc_abc', undefined],
  [`#code=hpc_${'a'.repeat(201)}`, undefined],
])('the fragment %s has the code %s', (fragment, code) => {
  expect(codeIn(fragment)).toBe(code);
});

test.each([
  ['?code=c-1&state=s-1', true],
  ['?error=access_denied&state=s-1', true],
  ['?code=c-1', false],
  ['?status=FAILED', false],
  ['', false],
])('the query %s is the answer to a sign-in: %s', (query, isAnswer) => {
  expect(signInAnswerIn(query) !== undefined).toBe(isAnswer);
});

test('a session allows its capabilities and no other', () => {
  expect(allows(session, 'replay')).toBe(true);
  expect(allows(session, 'manage')).toBe(false);
});

test('an operator may see everything of a licensor, and change nothing', () => {
  const { licensor: _, ...rest } = session;
  const operator = { ...rest, capabilities: ['view', 'replay'] } as const;

  expect(allows(operator, 'view')).toBe(true);
  expect(allows(operator, 'replay')).toBe(false);
  expect(allows(operator, 'manage')).toBe(false);
  expect(allows(operator, 'secrets')).toBe(false);
});

test('a session has expired at its end, not before', () => {
  expect(isExpired(session, start + 899_999)).toBe(false);
  expect(isExpired(session, start + 900_000)).toBe(true);
});

test.each([
  ['15 minutes: 2 minutes before the end', 900_000, 780_000],
  ['5 minutes: when a third is left', 300_000, 200_000],
])('a renewal is due, of %s', (_, life, due) => {
  expect(renewalTime({ ...session, expiresAt: after(life) }, start)).toBe(start + due);
});

test('a session at its last end is not renewed', () => {
  expect(renewalTime({ ...session, renewableUntil: session.expiresAt }, start)).toBeUndefined();
});

test('a stored session is read again, until it has expired', () => {
  const text = JSON.stringify(session);

  expect(storedSession(text, start)).toEqual(session);
  expect(storedSession(text, start + 900_000)).toBeUndefined();
});

test.each([null, '', '{', 'null', '7', '[]', '{"token":"hps_local_token"}', '{"token":7}'])(
  'the stored text %s is no session',
  text => {
    expect(storedSession(text, start)).toBeUndefined();
  },
);
