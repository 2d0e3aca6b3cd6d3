// Queries: GraphQL shows the same as REST, and never a credential.
import { beforeEach, expect, test } from 'vitest';
import {
  authProfileOf,
  awsTarget,
  destinations,
  partnerSource,
  partnerSourceTarget,
  roleArn,
  subscriptionOf,
  webhookTarget,
} from '../../../support/builders/records.ts';
import { authProfileItem } from '../../../support/builders/stored-items.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { createGraphql } from '../../../support/handlers/graphql-under-test.ts';

const { ask, rest, reset, database, hasTarget, hasSubscription } = createGraphql();
beforeEach(reset);

const hasProfile = (fields: Parameters<typeof authProfileOf>[0]) =>
  database.put(tables.REGISTRY_TABLE, authProfileItem(authProfileOf(fields)));

const authConfig = `{ type authProfileId username apiKeyHeader hmacAlgorithm hmacHeader
  queryParameterName authEndpoint httpMethod clientId
  bodyParameters { key } headerParameters { key } signature { hmacAlgorithm hmacHeader } }`;
const previousSettings = { hmacAlgorithm: 'HmacSHA512', hmacHeader: 'x-amzn-signature' } as const;
const profileFields = `{ authProfileId allowedOrigins previousSecretUntil usedBy createdAt updatedAt
  authConfig ${authConfig} }`;
const counts = '{ count atLeast }';
const healthFields = `{ state since failures nextProbeAt lastOutcome { class message httpStatus advice at }
  deliveries { waiting ${counts} parked ${counts} failed ${counts} } }`;
const targetFields = `{ targetId type status statusReason statusSince destination
  partnerEventSource { account name region } httpMethod
  role { assumeRoleArn externalId } verification { role resource }
  previousSecretUntil createdAt updatedAt auth ${authConfig} health ${healthFields} }`;
const subscriptionFields = `{ subscriptionId status topic eventTargetMapping { eventType targetIds }
  format filter { field values } ownsTarget createdAt updatedAt }`;

/** An answer without its null fields, which belong to other kinds. */
const present = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, field: unknown) => field ?? undefined);

test('an auth profile has the same fields as in REST', async () => {
  hasProfile({
    auth: {
      type: 'oauth',
      clientId: 'client',
      authEndpoint: 'https://auth.example.com/token',
      httpMethod: 'POST',
      bodyParameters: [{ key: 'scope' }],
      headerParameters: [],
      signature: { hmacAlgorithm: 'HmacSHA512', hmacHeader: 'x-amzn-signature' },
    },
    allowedOrigins: ['https://a.example.com'],
    previousSecrets: [{ version: 'old', until: '2999-01-01T00:00:00.000Z', settings: previousSettings }],
    usedBy: new Set(['target-2', 'target-1']),
  });

  const { data } = await ask(`{ authProfile(authProfileId: "profile-1") ${profileFields} }`);
  const { body } = await rest('GET /{licensor}/notifications/auth-profiles/{authProfileId}', {
    path: { authProfileId: 'profile-1' },
  });

  expect(present(data.authProfile)).toEqual(body);
  expect(body).toMatchObject({
    previousSecretUntil: '2999-01-01T00:00:00.000Z',
    usedBy: ['target-1', 'target-2'],
  });
});

test.each([
  webhookTarget({
    status: 'DISABLED',
    statusReason: 'it answered 410',
    statusSince: '2026-01-01T00:00:00.000Z',
  }),
  webhookTarget({ auth: { type: 'authProfile', authProfileId: 'profile-1' } }),
])('a webhook has the same fields as in REST', async target => {
  hasTarget(target);

  const { data } = await ask(`{ target(targetId: "target-1") ${targetFields} }`);
  const { body } = await rest('GET /{licensor}/notifications/targets/{targetId}', {
    path: { targetId: 'target-1' },
  });

  expect(present(data.target)).toEqual(body);
});

test('a queue has its role; a partner event source has its account, name and region', async () => {
  hasTarget(awsTarget('SQS', { targetId: 'target-1' }));
  hasTarget(partnerSourceTarget({ targetId: 'target-2' }));

  const { data, errors } = await ask(`{ targets { nodes ${targetFields} } }`);

  expect(errors).toBeUndefined();
  expect(present(data.targets.nodes)).toMatchObject([
    {
      type: 'SQS',
      destination: destinations.SQS,
      role: { assumeRoleArn: roleArn, externalId: 'external-id-1' },
      verification: { role: 'PROVEN', resource: 'UNPROVEN' },
    },
    { type: 'EVENTBRIDGE_PARTNER', partnerEventSource: partnerSource },
  ]);
});

test('a subscription has lists instead of maps', async () => {
  hasSubscription(
    subscriptionOf({ format: 'cloudevents', filter: { territory: ['US'] }, ownsTarget: 'target-1' }),
  );

  const { data } = await ask(`{ eventSubscription(subscriptionId: "subscription-1") ${subscriptionFields} }`);

  expect(data.eventSubscription).toMatchObject({
    status: 'ACTIVE',
    topic: 'OfferStatus',
    eventTargetMapping: [{ eventType: 'LiveStatusUpdated', targetIds: ['target-1'] }],
    format: 'cloudevents',
    filter: [{ field: 'territory', values: ['US'] }],
    ownsTarget: 'target-1',
  });
});

test('the topics are those of REST, with schemas and examples as JSON strings', async () => {
  const { data } = await ask(`{ topics { topic description publishedBy version inputSchema filterFields
    eventTypes { eventType description deprecated { since until use } dataExamples versions {
      version deprecated { since until use }
      native { contentType jsonSchema examples }
      cloudEvents { contentType jsonSchema examples }
      eventBridge { detailType source jsonSchema examples } } } } }`);
  const { body } = await rest('GET /{licensor}/notifications/topics');
  const parsed = ({ jsonSchema, examples, ...more }: { jsonSchema: string; examples: string[] }) => ({
    ...more,
    jsonSchema: JSON.parse(jsonSchema),
    examples: examples.map(example => JSON.parse(example)),
  });

  expect(data.topics.length).toBeGreaterThan(4);
  for (const [index, { inputSchema, eventTypes, ...topic }] of data.topics.entries()) {
    const { inputSchema: inRest, eventTypes: typesInRest, ...topicInRest } = body.topics[index];
    expect(topic).toEqual(topicInRest);
    expect(JSON.parse(inputSchema)).toEqual(inRest);
    for (const [at, { versions, deprecated, dataExamples, ...eventType }] of eventTypes.entries()) {
      const { versions: versionsInRest, dataExamples: dataInRest, ...typeInRest } = typesInRest[at];
      expect(eventType).toEqual(typeInRest);
      expect(dataExamples.map((example: string) => JSON.parse(example))).toEqual(dataInRest);
      expect(deprecated).toBeNull();
      expect(versions).toEqual([
        {
          version: '1',
          deprecated: null,
          native: expect.anything(),
          cloudEvents: expect.anything(),
          eventBridge: expect.anything(),
        },
      ]);
      const { native, cloudEvents, eventBridge } = versions[0];
      expect(versionsInRest).toEqual([
        {
          version: '1',
          native: parsed(native),
          cloudevents: parsed(cloudEvents),
          eventbridge: parsed(eventBridge),
        },
      ]);
    }
  }
});

test.each([
  ['authProfiles', 'authProfileId', (id: string) => hasProfile({ authProfileId: id })],
  ['targets', 'targetId', (id: string) => hasTarget(webhookTarget({ targetId: id }))],
  [
    'eventSubscriptions',
    'subscriptionId',
    (id: string) => hasSubscription(subscriptionOf({ subscriptionId: id })),
  ],
] as const)('%s come in pages that lead on to the next', async (list, id, has) => {
  for (const name of ['a', 'b', 'c']) has(name);
  const page = (args: string) =>
    ask(`{ ${list}(${args}) { nodes { ${id} } pageInfo { hasNextPage endCursor } } }`).then(
      ({ data }) => data[list],
    );

  const first = await page('first: 2');
  const second = await page(`first: 2, after: "${first.pageInfo.endCursor}"`);

  expect(first).toEqual({
    nodes: [{ [id]: 'a' }, { [id]: 'b' }],
    pageInfo: { hasNextPage: true, endCursor: expect.any(String) },
  });
  expect(second).toEqual({ nodes: [{ [id]: 'c' }], pageInfo: { hasNextPage: false, endCursor: null } });
});

test.each([
  ['first: 0', 'first: expected a number from 1 to 100'],
  ['first: 101', 'first: expected a number from 1 to 100'],
  ['after: "nonsense"', 'after: expected the token of the previous page'],
])('a page of %s is a BAD_REQUEST', async (args, message) => {
  const { errors } = await ask(`{ targets(${args}) { nodes { targetId } } }`);

  expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_REQUEST' } }]);
});

test('resources of another licensor are not found', async () => {
  hasTarget(webhookTarget({ licensor: 'other', targetId: 'theirs' }));

  const { data, errors } = await ask(
    '{ target(targetId: "theirs") { targetId } targets { nodes { targetId } } }',
  );

  expect(data).toEqual({ target: null, targets: { nodes: [] } });
  expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
});

test.each([
  ['bearerAuthConfig: { bearerToken: "s3cret" }', { type: 'bearer' }],
  [
    'apiKeyAuthConfig: { apiKey: "s3cret", apiKeyHeader: "X-Key" }',
    { type: 'apiKey', apiKeyHeader: 'X-Key' },
  ],
  ['basicAuthConfig: { username: "u", password: "s3cret" }', { type: 'basic', username: 'u' }],
  [
    'hmacAuthConfig: { hmacSecret: "s3cret-of-a-partner" }',
    { type: 'hmac', hmacHeader: 'X-Signature', hmacAlgorithm: 'HmacSHA256' },
  ],
  [
    'queryParameterAuthConfig: { queryParameterName: "key", queryParameterValue: "s3cret" }',
    { type: 'queryParameter', queryParameterName: 'key' },
  ],
  [
    `basicAuthConfig: { username: "u", password: "s3cret" }
     signatureConfig: { hmacSecret: "s3cret-of-a-partner", hmacAlgorithm: "HmacSHA256", hmacHeader: "x-amzn-signature" }`,
    { type: 'basic', signature: { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'x-amzn-signature' } },
  ],
])('a profile with %s is returned without its secret', async (config, shown) => {
  const { data } = await ask(
    `mutation { createAuthProfile(input: { authConfig: { ${config} } }) { authProfile ${profileFields} } }`,
  );

  expect(data.createAuthProfile.authProfile.authConfig).toMatchObject(shown);
  expect(JSON.stringify([data, database.items(tables.REGISTRY_TABLE)])).not.toContain('s3cret');
});

test('Herald generates a missing signing secret, and only the mutation shows it', async () => {
  const profile = await ask(
    `mutation { createAuthProfile(input: { authProfileAliasId: "p", authConfig: { hmacAuthConfig: {} } })
    { hmacSecret authProfile ${profileFields} } }`,
  );
  const subscription =
    await ask(`mutation { createEventSubscription(input: { eventType: "RETURN_STARTED", destination: { webhook: {
    url: "https://a.example.com/", authConfig: { bearerAuthConfig: { bearerToken: "t" }, signatureConfig: {} } } } })
    { hmacSecret } }`);

  const secrets = [
    profile.data.createAuthProfile.hmacSecret,
    subscription.data.createEventSubscription.hmacSecret,
  ];
  expect(secrets).toEqual([1, 2].map(() => expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/)));
  expect(
    JSON.stringify([profile.data.createAuthProfile.authProfile, database.items(tables.REGISTRY_TABLE)]),
  ).not.toMatch(/whsec_/);
});

test('an update without its signing secret is refused', async () => {
  hasProfile({});

  const { errors } = await ask(
    'mutation { updateAuthProfile(input: { authProfileId: "profile-1", authConfig: { hmacAuthConfig: {} } }) { authProfileId } }',
  );

  expect(errors).toMatchObject([
    {
      message: expect.stringContaining('hmacAuthConfig.hmacSecret: required'),
      extensions: { code: 'BAD_REQUEST' },
    },
  ]);
});

test('a replaced secret whose overlap has ended is not shown', async () => {
  hasProfile({
    previousSecrets: [{ version: 'old', until: '2026-01-02T00:00:00.000Z', settings: previousSettings }],
  });

  const { data } = await ask('{ authProfile(authProfileId: "profile-1") { previousSecretUntil } }');

  expect(data.authProfile).toEqual({ previousSecretUntil: null });
});

test('a replaced signing secret overlaps as long as requested, or until the partner ends it', async () => {
  const config = (secret: string) =>
    `authConfig: { hmacAuthConfig: { hmacSecret: "${secret}-s3cret-of-a-partner" } }`;
  await ask(
    `mutation { createAuthProfile(input: { authProfileAliasId: "p", ${config('one')} }) { authProfileId } }`,
  );

  const rotated = await ask(`mutation { updateAuthProfile(input: { authProfileId: "p", ${config('two')},
    secretOverlapSeconds: 60 }) { authProfile { previousSecretUntil updatedAt } } }`);
  const ended = await ask(
    `mutation { endAuthProfileRotation(authProfileId: "p") {
      authProfileId authProfile { previousSecretUntil } } }`,
  );

  const { previousSecretUntil, updatedAt } = rotated.data.updateAuthProfile.authProfile;
  expect(Math.round((Date.parse(previousSecretUntil) - Date.parse(updatedAt)) / 1000)).toBe(60);
  expect(ended.data.endAuthProfileRotation).toEqual({
    authProfileId: 'p',
    authProfile: { previousSecretUntil: null },
  });
});

test('a mutation returns the same fields as the query', async () => {
  const made = await ask(`mutation { createEventSubscription(input: {
    eventType: "RETURN_STARTED", format: null, filter: null,
    destination: { webhook: { url: "https://a.example.com/",
    authConfig: { bearerAuthConfig: { bearerToken: "t" } } } } })
    { subscriptionId eventSubscription ${subscriptionFields} } }`);
  const { subscriptionId, eventSubscription } = made.data.createEventSubscription;

  const shown = await ask(`{ eventSubscription(subscriptionId: "${subscriptionId}") ${subscriptionFields} }`);

  expect(shown.data.eventSubscription).toEqual(eventSubscription);
  expect(eventSubscription).toMatchObject({ subscriptionId, format: null, filter: null });
});

test('a profile without allowedOrigins gets those of its first subscription, and both answers say so', async () => {
  const config = 'bearerAuthConfig: { bearerToken: "token" }';
  const profile = await ask(`mutation { createAuthProfile(input: {
    authProfileAliasId: "orders", authConfig: { ${config} } }) { warnings } }`);
  const subscribe = (url: string) =>
    ask(`mutation { createEventSubscription(input: { eventType: "REFUND_REQUESTED",
      destination: { webhook: { url: "${url}", authProfileId: "orders" } } }) { warnings } }`);

  expect(profile.data.createAuthProfile.warnings).toEqual([expect.stringContaining('allowedOrigins: not')]);
  expect((await subscribe('https://a.example.com/x')).data.createEventSubscription.warnings).toEqual([
    'auth.authProfileId: auth profile "orders" had no allowedOrigins; it now allows only https://a.example.com',
  ]);
  expect((await subscribe('https://a.example.com/y')).data.createEventSubscription.warnings).toBeNull();
  expect((await subscribe('https://b.example.com/')).errors).toMatchObject([
    { message: expect.stringContaining("expected one of the auth profile's allowedOrigins") },
  ]);
});
