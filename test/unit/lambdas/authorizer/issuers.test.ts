// Issuers other than Cognito, and issuers that fail.
import { afterAll, afterEach, expect, test } from 'vitest';
import { createAuthorizer, partnerClient } from '../../../support/handlers/authorizer-under-test.ts';
import { startIssuer } from '../../../support/handlers/token-issuer.ts';

const issuer = await startIssuer();
afterAll(() => issuer[Symbol.asyncDispose]());
afterEach(() => issuer.answerKeys(200));

async function load(more: Record<string, string> = {}) {
  const loaded = createAuthorizer(issuer, more);
  loaded.knows(partnerClient());
  return loaded;
}

test('with an audience in the settings, only tokens for it are accepted', async () => {
  const { ask } = await load({ AUDIENCE: 'https://herald.example.com' });

  expect(await ask(issuer.token({ claims: { aud: 'https://herald.example.com' } }))).toMatchObject({
    principalId: 'acme-client',
  });
  expect(await ask(issuer.token({ claims: { aud: ['other', 'https://herald.example.com'] } }))).toBeDefined();
  for (const aud of ['https://other.example.com', ['other'], '', undefined]) {
    await expect(ask(issuer.token({ claims: { aud } }))).rejects.toThrow(/^Unauthorized$/);
  }
});

test.each([
  ['as a string in scope', { scope: 'herald/notifications.read other' }],
  ['as a string in scp', { scope: undefined, scp: 'herald/notifications.read' }],
  ['as a list in scp', { scope: undefined, scp: ['herald/notifications.read', 'other'] }],
])('scopes are accepted %s', async (_, claims) => {
  const { ask } = await load();

  const { policyDocument } = await ask(issuer.token({ claims }));

  expect(policyDocument.Statement.filter(({ Effect }) => Effect === 'Allow')).toHaveLength(1);
});

test.each([
  ['are unavailable', 503, ''],
  ['do not exist', 404, 'not found'],
  ['are not JSON', 200, '<html>maintenance</html>'],
  ['are not a key set', 200, '{"keys":"none"}'],
])('if the keys %s, the authorizer fails and does not refuse the token', async (_, status, body) => {
  const { ask } = await load();
  issuer.answerKeys(status, body);

  const failure = await ask(issuer.token()).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(Error);
  expect((failure as Error).message).not.toMatch(/^Unauthorized$/);

  issuer.answerKeys(200);
  expect(await ask(issuer.token())).toMatchObject({ principalId: 'acme-client' });
});

test('an issuer that is not reachable makes the authorizer fail', async () => {
  const gone = await startIssuer();
  const { ask, knows } = createAuthorizer(gone);
  knows(partnerClient());
  await gone[Symbol.asyncDispose]();

  await expect(ask(gone.token())).rejects.not.toThrow(/^Unauthorized$/);
});

test('a table that does not answer makes the authorizer fail', async () => {
  const { ask, database } = await load();
  database.reset();
  database.dynamo.rejects(new Error('DynamoDB is out of order'));

  await expect(ask(issuer.token())).rejects.not.toThrow(/^Unauthorized$/);
});

test('the keys are fetched once', async () => {
  const { ask } = await load();
  const before = issuer.asked();

  for (let count = 0; count < 5; count++) await ask(issuer.token());

  expect(issuer.asked()).toBe(before + 1);
});
