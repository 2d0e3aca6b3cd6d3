import { expect, test } from 'vitest';
import * as z from 'zod';
import { HeraldError } from '../../../../../core/model/api/herald-error.ts';
import { licensorSchema } from '../../../../../core/model/api/licensor.ts';
import { parseInput } from '../../../../../core/model/api/parse.ts';
import { eventInputSchema } from '../../../../../core/model/event/event.ts';
import { subscriptionInputSchema } from '../../../../../core/model/subscription/subscription.ts';
import { targetInputSchema } from '../../../../../core/model/target/target.ts';

function messageOf(schema: z.ZodType, value: unknown): string {
  try {
    parseInput(schema, value, 'body');
  } catch (error) {
    if (error instanceof HeraldError && error.code === 'BAD_REQUEST') return error.message;
    throw error;
  }
  throw new Error('the value was accepted');
}

const destination = 'https://partner.example.com/';
const webhook = (auth: unknown, more: object = {}) => ({ type: 'WEBHOOK', destination, auth, ...more });
const bearer = { type: 'bearer', bearerToken: 'token' };
const auth = { assumeRoleArn: 'arn:aws:iam::222222222222:role/deliver' };

test.each([
  ['a body that is a list', [], 'body: expected object, got array'],
  ['a body that is null', null, 'body: expected object, got null'],
  [
    'no type',
    { destination, auth },
    'type: expected one of "SQS", "SNS", "EVENTBRIDGE", "EVENTBRIDGE_PARTNER", "WEBHOOK"',
  ],
  [
    'an unknown type',
    { type: 'FTP' },
    'type: expected one of "SQS", "SNS", "EVENTBRIDGE", "EVENTBRIDGE_PARTNER", "WEBHOOK"',
  ],
  ['no destination', { type: 'WEBHOOK', auth: bearer }, 'destination: required, expected string'],
  [
    'a destination of another type',
    webhook(bearer, { destination: 5 }),
    'destination: expected string, got number',
  ],
  ['an unknown field', webhook(bearer, { colour: 'red' }), 'body: unknown field "colour"'],
  ['an unknown nested field', webhook({ ...bearer, extra: 1 }), 'auth: unknown field "extra"'],
  ['no auth', { type: 'WEBHOOK', destination }, 'auth: required, expected object'],
  [
    'an unknown kind of auth',
    webhook({ type: 'digest' }),
    'auth.type: expected one of "bearer", "apiKey", "hmac", "basic", "oauth", ' +
      '"queryParameter", "authProfile"',
  ],
  [
    'an unknown method',
    webhook(bearer, { httpMethod: 'GET' }),
    'httpMethod: expected one of "POST", "PUT", "PATCH"',
  ],
  [
    'a token that is a number',
    webhook({ type: 'bearer', bearerToken: 5 }),
    'auth.bearerToken: expected string, got number',
  ],
  [
    'an empty token',
    webhook({ type: 'bearer', bearerToken: '' }),
    'auth.bearerToken: expected at least 1 character',
  ],
  [
    'a malformed ARN',
    { type: 'SQS', destination: 'my-queue', auth },
    'destination: expected an ARN like arn:aws:sqs:{region}:{account-id}:{queue-name}',
  ],
])('a target with %s is rejected, and the message names the field', (_, body, expected) => {
  expect(messageOf(targetInputSchema, body)).toContain(expected);
});

test.each([
  [
    'a mapping that is a string',
    { topic: 'OfferStatus', eventTargetMapping: 'all' },
    'eventTargetMapping: expected object, got string',
  ],
  [
    'no target under an event type',
    { topic: 'T', eventTargetMapping: { E: [] } },
    'eventTargetMapping.E: expected at least 1 item',
  ],
  [
    'a target named twice under an event type',
    { topic: 'T', eventTargetMapping: { E: ['a', 'b', 'a'] } },
    'eventTargetMapping.E: expected each target once',
  ],
  [
    'no event type',
    { topic: 'T', eventTargetMapping: {} },
    'eventTargetMapping: expected 1 to 10 event types, got 0',
  ],
])('a subscription with %s is rejected, and the message names the field', (_, body, expected) => {
  expect(messageOf(subscriptionInputSchema, body)).toContain(expected);
});

test('a subscription has at most 10 event types and 40 different targets', () => {
  const mapping = (types: number, targets: number) =>
    Object.fromEntries(
      Array.from({ length: types }, (_, type) => [
        `E${type}`,
        Array.from({ length: targets }, (_, target) => `${type}-${target}`),
      ]),
    );
  const body = (types: number, targets: number) => ({
    topic: 'T',
    eventTargetMapping: mapping(types, targets),
  });

  expect(subscriptionInputSchema.safeParse(body(10, 4)).success).toBe(true);
  expect(messageOf(subscriptionInputSchema, body(11, 1))).toContain('expected 1 to 10 event types, got 11');
  expect(messageOf(subscriptionInputSchema, body(9, 5))).toContain('at most 40 different targets, got 45');
});

test('a message names several wrong fields, three at most', () => {
  const message = messageOf(eventInputSchema, { eventId: 'a b' });

  expect(message.split('; ').map(part => part.split(':')[0])).toEqual(['eventId', 'topic', 'eventType']);
});

test.each(['a', '_acme', '-acme', 'ac me', 'acme#', 'x'.repeat(64), ''])(
  '%j is not a valid licensor',
  name => {
    expect(messageOf(licensorSchema, name)).toContain('expected 2 to 63');
  },
);

const once = z.object({ recent: z.enum(['true']).optional(), rate: z.int().optional() });

test.each([
  [{ recent: 'yes' }, 'recent: expected "true"'],
  [{ rate: 1.5 }, 'rate: expected whole number, got 1.5'],
  [{ rate: '5' }, 'rate: expected number, got string'],
])('%j is rejected in words of JSON', (body, expected) => {
  expect(messageOf(once, body)).toBe(expected);
});
