// The life of a session in one tab, on virtual time.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HeraldError } from '../../../packages/client/src/herald-error.ts';
import type { Session } from '../../src/session/session.ts';
import { SessionStore } from '../../src/session/session-store.ts';

const minute = 60_000;
const refusal = (status: number) => new HeraldError({ status, code: 'UNAUTHORIZED', message: 'not valid' });

let stored: Map<string, string>;
let calls: string[];
/** What the API does with the next renewals; it renews when nothing is left. */
let failures: Error[];

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-01T12:00:00.000Z') });
  stored = new Map();
  calls = [];
  failures = [];
});
afterEach(() => vi.useRealTimers());

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * minute).toISOString();

function begun(renewableFor = 720): Session {
  return {
    token: 'hps_local_token',
    sessionId: 's-1',
    licensor: 'acme',
    capabilities: ['view'],
    expiresAt: inMinutes(15),
    renewableUntil: inMinutes(renewableFor),
  };
}

function createStore(session = begun()): SessionStore {
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  };
  return new SessionStore(
    {
      exchange: async code => {
        calls.push(`exchange ${code}`);
        if (code !== 'hpc_good') throw refusal(401);
        return session;
      },
      signIn: async (idToken, licensor) => {
        calls.push(`sign in ${idToken} ${licensor}`);
        if (idToken === 'of a stranger') throw refusal(403);
        if (idToken === 'of two' && licensor === undefined) return { licensors: ['acme', 'other'] };
        return session;
      },
      renew: async () => {
        calls.push('renew');
        const failure = failures.shift();
        if (failure) throw failure;
        return { expiresAt: inMinutes(15), renewableUntil: session.renewableUntil };
      },
      revoke: async () => {
        calls.push('revoke');
      },
    },
    storage,
  );
}

test('a link begins a session, which another load of the page in the same tab goes on with', async () => {
  const store = createStore();
  await store.start('hpc_good');
  const reloaded = createStore();
  await reloaded.start(undefined);

  expect(store.token()).toBe('hps_local_token');
  expect(reloaded.token()).toBe('hps_local_token');
  expect(calls).toEqual(['exchange hpc_good']);
});

test('an ID token begins a session', async () => {
  const store = createStore();
  await store.signIn(async () => 'of one');

  expect(store.token()).toBe('hps_local_token');
});

test('a member of several licensors chooses one', async () => {
  const store = createStore();
  await store.signIn(async () => 'of two');
  expect(store.state()).toMatchObject({ kind: 'CHOICE', licensors: ['acme', 'other'] });
  expect(store.token()).toBeUndefined();

  await store.signIn(async () => 'of two', 'acme');

  expect(calls).toEqual(['sign in of two undefined', 'sign in of two acme']);
  expect(store.state().kind).toBe('ACTIVE');
});

test.each([
  ['a person without a membership', async () => 'of a stranger'],
  [
    'an answer that is not to this question',
    async () => {
      throw new Error('not valid');
    },
  ],
])('%s gets no session', async (_, idToken) => {
  const store = createStore();
  await store.signIn(idToken);

  expect(store.state()).toMatchObject({
    kind: 'ENDED',
    end: 'NOT_SIGNED_IN',
    error: { message: 'not valid' },
  });
});

test('without link and session there is none', async () => {
  const store = createStore();
  await store.start(undefined);

  expect(store.state()).toEqual({ kind: 'NONE' });
});

test('a link that the API refuses ends the session that the tab had', async () => {
  await createStore().start('hpc_good');
  const store = createStore();
  await store.start('hpc_used');

  expect(store.state()).toMatchObject({ kind: 'ENDED', end: 'REFUSED', error: { message: 'not valid' } });
  expect(stored.size).toBe(0);
});

test('a session is renewed two minutes before its end, again and again', async () => {
  const store = createStore();
  await store.start('hpc_good');
  await vi.advanceTimersByTimeAsync(12.9 * minute);
  expect(calls).toEqual(['exchange hpc_good']);

  await vi.advanceTimersByTimeAsync(30 * minute);

  expect(calls).toEqual(['exchange hpc_good', 'renew', 'renew', 'renew']);
  expect(store.state().kind).toBe('ACTIVE');
});

test('a session whose end cannot be moved any more expires', async () => {
  const store = createStore(begun(15));
  await store.start('hpc_good');
  await vi.advanceTimersByTimeAsync(15 * minute);

  expect(calls).toEqual(['exchange hpc_good']);
  expect(store.state()).toEqual({ kind: 'ENDED', end: 'EXPIRED' });
  expect(store.token()).toBeUndefined();
  expect(stored.size).toBe(0);
});

test('a renewal that gets no answer is tried again', async () => {
  const store = createStore();
  await store.start('hpc_good');
  failures = [refusal(0), refusal(500)];
  await vi.advanceTimersByTimeAsync(14 * minute);

  expect(calls).toEqual(['exchange hpc_good', 'renew', 'renew', 'renew']);
  expect(store.state().kind).toBe('ACTIVE');
});

test('a session expires if no renewal is answered', async () => {
  const store = createStore();
  await store.start('hpc_good');
  failures = Array.from({ length: 20 }, () => refusal(0));
  await vi.advanceTimersByTimeAsync(16 * minute);

  expect(store.state()).toEqual({ kind: 'ENDED', end: 'EXPIRED' });
});

test('a token that the API refuses ends the session', async () => {
  const store = createStore();
  await store.start('hpc_good');
  store.refused(refusal(401));

  expect(store.state()).toMatchObject({ kind: 'ENDED', end: 'REFUSED' });
  expect(stored.size).toBe(0);
});

test('a call that the session may not make does not end it, before its end', async () => {
  const store = createStore(begun(15));
  await store.start('hpc_good');
  store.refused(refusal(403));
  expect(store.state().kind).toBe('ACTIVE');

  vi.setSystemTime(Date.now() + 15 * minute);
  store.refused(refusal(403));
  expect(store.state()).toMatchObject({ kind: 'ENDED', end: 'EXPIRED' });
});

test('signing out forgets the token at once, and revokes the session', async () => {
  const store = createStore();
  await store.start('hpc_good');
  const done = store.signOut();

  expect(store.state()).toEqual({ kind: 'ENDED', end: 'SIGNED_OUT' });
  expect(stored.size).toBe(0);
  await done;
  await vi.advanceTimersByTimeAsync(60 * minute);
  expect(calls).toEqual(['exchange hpc_good', 'revoke']);
});

test('listeners hear of each change, until they leave', async () => {
  const store = createStore();
  const heard: string[] = [];
  const leave = store.subscribe(() => heard.push(store.state().kind));
  await store.start('hpc_good');
  store.refused(refusal(401));
  leave();
  await store.start('hpc_good');

  expect(heard).toEqual(['ACTIVE', 'ENDED']);
});
