// What a session with `manage` may do to a webhook's credentials, without and with `secrets`.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Capability } from '../../../../core/model/api/capability.ts';
import {
  splitWebhookAuth,
  webhookAuthInputSchema,
} from '../../../../core/model/webhook-auth/webhook-auth.ts';
import { authProfileOf, licensor, webhookTarget } from '../../../support/builders/records.ts';
import { webhookKinds } from '../../../support/builders/webhook-kinds.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const { call, reset, written, hasTarget, hasAuthProfile } = createRegisteringApi();
beforeEach(reset);

const destination = 'https://partner.example.com/webhooks';
const path = { targetId: 'target-1' };
const basic = { type: 'basic' as const, username: 'acme' };
const onProfile = (authProfileId: string) => ({ type: 'authProfile' as const, authProfileId });
const profile = (authProfileId: string) =>
  authProfileOf({ authProfileId, allowedOrigins: ['https://partner.example.com'] });
const session = (...capabilities: Capability[]) => ({
  kind: 'session',
  licensor,
  capabilities: capabilities.join(' '),
});
const add = (auth: object, ...capabilities: Capability[]) =>
  call('POST /{licensor}/notifications/targets', {
    body: { type: 'WEBHOOK', destination, auth },
    authorizer: session(...capabilities),
  });
const change = (auth: object, ...capabilities: Capability[]) =>
  call('PUT /{licensor}/notifications/targets/{targetId}', {
    path,
    body: { type: 'WEBHOOK', destination: `${destination}/v2`, auth },
    authorizer: session(...capabilities),
  });
const refusal = {
  status: 403,
  body: { error: { message: expect.stringContaining('the capability "secrets"') } },
};
const shownOf = (input: object) => splitWebhookAuth(webhookAuthInputSchema.parse(input)).auth;

describe.each(webhookKinds)('a $type webhook', ({ input }) => {
  test('with secrets in the request needs "secrets"', async () => {
    expect(await add(input, 'view', 'manage')).toMatchObject(refusal);
    expect(written()).toEqual([]);
    expect((await add(input, 'view', 'manage', 'secrets')).status).toBe(201);
  });

  test('gets new secrets only from a session with "secrets"', async () => {
    hasTarget(webhookTarget({ destination, auth: shownOf(input) }));

    expect(await change(input, 'view', 'manage')).toMatchObject(refusal);
    expect(written()).toEqual([]);
    expect((await change(shownOf(input), 'view', 'manage')).status).toBe(200);
    expect((await change(input, 'view', 'manage', 'secrets')).status).toBe(200);
  });
});

test('a signing secret that Herald makes, and an auth profile, need "manage" only', async () => {
  hasAuthProfile(profile('profile-1'));

  expect((await add({ type: 'hmac' }, 'view', 'manage')).status).toBe(201);
  expect((await add(onProfile('profile-1'), 'view', 'manage')).status).toBe(201);
});

test('credentials of another auth profile need "secrets"', async () => {
  for (const id of ['profile-1', 'profile-2']) hasAuthProfile(profile(id));
  hasTarget(webhookTarget({ destination, auth: onProfile('profile-1'), secretVersion: undefined }));

  expect((await change(onProfile('profile-1'), 'view', 'manage')).status).toBe(200);
  expect(await change(onProfile('profile-2'), 'view', 'manage')).toMatchObject(refusal);
  expect((await change(onProfile('profile-2'), 'view', 'manage', 'secrets')).status).toBe(200);
});

test('credentials of its own, exchanged for those of an auth profile, need "secrets"', async () => {
  hasAuthProfile(profile('profile-1'));
  hasTarget(webhookTarget({ destination, auth: basic }));

  expect(await change(onProfile('profile-1'), 'view', 'manage')).toMatchObject(refusal);
});

test('an access key needs no capability', async () => {
  hasTarget(webhookTarget({ destination, auth: basic }));
  const body = { type: 'WEBHOOK', destination, auth: { ...basic, password: 'new' } };

  const answer = await call('PUT /{licensor}/notifications/targets/{targetId}', { path, body });

  expect(answer.status).toBe(200);
});
