// Targets with an auth profile, and rotation of secrets, through the handler.
import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { sqsRecord, taskRecord } from '../../../support/builders/sqs-records.ts';
import { queueUrl } from '../../../support/handlers/environments.ts';
import { type Received, serveAnswers, status } from '../../../support/handlers/loopback-server.ts';
import { createWebhookDeliverer } from '../../../support/handlers/webhook-deliverer.ts';

const partner = await serveAnswers(response => status(code)(response));
let code = 200;
const {
  deliver,
  register,
  registerProfile,
  keep,
  reset,
  queues,
  database,
  test: sendTest,
} = createWebhookDeliverer(partner.origin);

beforeEach(() => {
  reset();
  code = 200;
  partner.received.length = 0;
});
afterAll(() => partner[Symbol.asyncDispose]());

const onProfile = {
  auth: { type: 'authProfile', authProfileId: 'profile-1' },
  secretVersion: undefined,
} as const;
const authorizations = () => partner.received.map(({ headers }) => headers.authorization);
const outcomes = () =>
  database.rows().flatMap(({ attempts }) => attempts as { class: string; message: string }[]);

test('ten targets on one profile use its credentials, which are read once', async () => {
  const ids = Array.from({ length: 10 }, (_, n) => `target-${n}`);
  for (const targetId of ids) register({ ...onProfile, targetId });
  registerProfile({ secretVersion: 'ten' }, { bearerToken: 'profile-token' });

  expect(await deliver(ids.map(targetId => taskRecord({ targetId }, targetId)))).toEqual([]);

  expect(authorizations()).toEqual(Array(10).fill('Bearer profile-token'));
  expect(database.count()).toEqual({ reads: 2, writes: 1 });
});

test('credentials of a profile and of a target do not mix', async () => {
  register({ targetId: 'inline', secretVersion: 'same' }, { bearerToken: 'own-token' });
  register({ ...onProfile, targetId: 'shared' });
  registerProfile({ secretVersion: 'same' }, { bearerToken: 'profile-token' });

  await deliver(['inline', 'shared'].map(targetId => taskRecord({ targetId }, targetId)));

  expect(authorizations().sort()).toEqual(['Bearer own-token', 'Bearer profile-token']);
});

test('a changed profile, its kind included, is used by the next attempt', async () => {
  register(onProfile);
  registerProfile({ secretVersion: 'before' }, { bearerToken: 'old' });
  code = 500;
  await deliver([taskRecord()]);
  const auth = { type: 'basic', username: 'user' } as const;
  registerProfile({ secretVersion: 'after', auth, version: 2 }, { password: 'new' });

  await deliver(queues.on(queueUrl).map(({ MessageBody = '' }) => sqsRecord('second', MessageBody)));

  expect(authorizations()).toEqual(['Bearer old', `Basic ${btoa('user:new')}`]);
});

test('a test notification uses the profile too', async () => {
  register(onProfile);
  registerProfile({ secretVersion: 'for-tests' }, { bearerToken: 'profile-token' });

  expect(await sendTest('target-1')).toMatchObject({ outcome: { class: 'DELIVERED' } });
  expect(authorizations()).toEqual(['Bearer profile-token']);
});

test('a target whose profile was deleted gets nothing, and the outcome names the profile', async () => {
  register(onProfile);

  expect(await deliver([taskRecord()])).toEqual([]);
  expect(await sendTest('target-1')).toMatchObject({ outcome: { class: 'CONFIG' } });

  expect(outcomes()).toMatchObject([
    { class: 'CONFIG', message: 'not sent: its auth profile "profile-1" does not exist' },
  ]);
  expect(partner.received).toEqual([]);
});

test('credentials are sent only to the allowed origins of their profile', async () => {
  register(onProfile);
  const secretVersion = 'limited';
  const elsewhere = 'https://partner.example.com';
  registerProfile({ secretVersion, allowedOrigins: [elsewhere] }, { bearerToken: 'profile-token' });

  await deliver([taskRecord()]);
  expect(outcomes()).toMatchObject([
    {
      class: 'CONFIG',
      message: `not sent: its auth profile "profile-1" does not allow ${partner.origin}`,
    },
  ]);
  expect(partner.received).toEqual([]);
  registerProfile(
    { secretVersion, allowedOrigins: [elsewhere, partner.origin] },
    { bearerToken: 'profile-token' },
  );
  await deliver([taskRecord({ attempt: 2 })]);

  expect(authorizations()).toEqual(['Bearer profile-token']);
});

const secrets = {
  old: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
  new: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
};
const hmac = { type: 'hmac', hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' } as const;
const signedBearer = {
  type: 'bearer',
  signature: { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' },
} as const;
const signatureSettings = { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' } as const;
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** The secrets that signed a request: those of `webhook-signature`, and that of the named header. */
function signers({ headers, body }: Received) {
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const verifies = (secret: string): boolean => {
    try {
      return new Webhook(secret).verify(body, all) !== undefined;
    } catch {
      return false;
    }
  };
  const hexOf = (secret: string) =>
    createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
      .update(body)
      .digest('hex');
  const entries = Object.entries(secrets);
  return {
    standard: entries.filter(([, secret]) => verifies(secret)).map(([name]) => name),
    named: entries.filter(([, secret]) => hexOf(secret) === headers['x-signature']).map(([name]) => name),
  };
}

test.each([
  ['a target’s own hmac secret', hmac, { hmacSecret: secrets.old }, { hmacSecret: secrets.new }],
  [
    'the added signature of a token',
    signedBearer,
    { bearerToken: 'old', 'signature.hmacSecret': secrets.old },
    { bearerToken: 'new', 'signature.hmacSecret': secrets.new },
  ],
  [
    'an hmac secret that becomes the added signature of a token',
    signedBearer,
    { hmacSecret: secrets.old },
    { bearerToken: 'new', 'signature.hmacSecret': secrets.new },
  ],
])(
  '%s: both sign in the overlap, the old one in the named header; then only the new one signs',
  async (kind, auth, old, current) => {
    for (const owner of ['target-1', 'profile-1']) {
      const version = `${kind} ${owner}`;
      for (const until of [inAnHour(), new Date().toISOString()]) {
        reset();
        const previous = { version: `${version} old`, until, settings: signatureSettings };
        keep(owner, previous.version, old);
        const rotated = { auth, secretVersion: `${version} new`, previousSecrets: [previous] };
        register(owner === 'target-1' ? rotated : onProfile, current);
        if (owner === 'profile-1') registerProfile(rotated, current);
        await sendTest('target-1');
      }
    }

    expect(partner.received.map(signers)).toEqual([
      { standard: ['old', 'new'], named: ['old'] },
      { standard: ['new'], named: ['new'] },
      { standard: ['old', 'new'], named: ['old'] },
      { standard: ['new'], named: ['new'] },
    ]);
    const other = auth.type === 'bearer' ? 'Bearer new' : undefined;
    expect(authorizations()).toEqual(Array(4).fill(other));
  },
);

test('after the overlap, the old version is not read, because it may have expired', async () => {
  const until = new Date(Date.now() - 1).toISOString();
  const previousSecrets = [{ version: 'gone', until, settings: signatureSettings }];
  register({ auth: hmac, secretVersion: 'alone', previousSecrets }, { hmacSecret: secrets.new });

  expect(await deliver([taskRecord()])).toEqual([]);

  expect(partner.received.map(signers)).toEqual([{ standard: ['new'], named: ['new'] }]);
});
