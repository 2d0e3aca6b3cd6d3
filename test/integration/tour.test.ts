import { expect, it } from 'vitest';
import { herald } from '../support/emulator/herald.ts';

const { tourNotifications, tourRefusal, tourTest, tourAccess, documentedApis } = herald;

it('the tour has a result for each of the six targets and each of the three event types', () => {
  expect(tourNotifications).toHaveLength(18);
});

it.each(tourNotifications)('$target receives $eventType, authenticated as documented', result => {
  expect(result).toMatchObject({ received: true, verified: expect.any(String), fault: undefined });
});

it('the tour shows that Herald refuses a role that does not require an external id', () => {
  expect(tourRefusal).toMatch(
    /^auth\.assumeRoleArn: .* can be assumed without an external id: .*\(ASSUMABLE_WITHOUT_EXTERNAL_ID\)$/,
  );
});

it('the tour shows a test notification that arrived and is signed', () => {
  expect(tourTest).toMatchObject({
    verified: true,
    text: expect.stringContaining('received and verified (hmac'),
  });
});

it('the tour checks access keys in a rotation, a disabled one, and an OAuth token', () => {
  expect(tourAccess).toHaveLength(3);
});

it.each(tourAccess)('$text', ({ holds }) => {
  expect(holds).toBe(true);
});

const kinds = ['basic', 'oauth', 'queryParameter', 'apiKey', 'bearer', 'hmac'];
const payloads = ['REFUND_REQUESTED', 'DELIVERY_COMPLETED', 'TrackingDetail'];

it('the second part has a result for each kind of authentication, each payload, and each printed subscription', () => {
  const results = documentedApis.notifications.map(({ target, eventType }) => `${target}: ${eventType}`);
  expect(results.toSorted()).toEqual(
    [
      ...kinds.flatMap(kind => payloads.map(eventType => `WEBHOOK ${kind}: ${eventType}`)),
      'WEBHOOK oauth, profile: REFUND_REQUESTED',
      'WEBHOOK basic, profile: REFUND_REQUESTED',
      'WEBHOOK oauth, in-line: DELIVERY_COMPLETED',
      'EVENTBRIDGE_PARTNER: REFUND_REQUESTED',
      'WEBHOOK bearer, CloudEvents: RETURN_STARTED',
      'WEBHOOK bearer, CloudEvents: RETURN_COMPLETED',
      'WEBHOOK oauth, profile changed: REFUND_REQUESTED',
      'WEBHOOK basic, profile changed: REFUND_REQUESTED',
    ].toSorted(),
  );
});

it.each(documentedApis.notifications)(
  '$target receives $eventType, exactly as documented and authenticated',
  result => {
    expect(result).toMatchObject({ received: true, verified: expect.any(String), fault: undefined });
  },
);

it('signatures are verified for hmac, and in addition to basic', () => {
  const verified = new Set(documentedApis.notifications.map(result => result.verified));
  expect([...verified]).toEqual(
    expect.arrayContaining(['basic, x-amzn-signature, Standard Webhooks', 'hmac, Standard Webhooks']),
  );
});

const sent = (mutation: string, about: string) => ({ mutation, about, answer: expect.any(String) });

it('every printed mutation was sent and answered as printed', () => {
  const byName = (all: readonly { mutation: string; about: string }[]) =>
    all.toSorted((one, other) =>
      `${one.mutation} ${one.about}`.localeCompare(`${other.mutation} ${other.about}`),
    );
  expect(byName(documentedApis.mutations)).toEqual(
    byName([
      sent('createAuthProfile', 'OAuth 2.0'),
      sent('createAuthProfile', 'HTTP basic'),
      sent('createEventSubscription', 'webhook with my-oauth-profile'),
      sent('createEventSubscription', 'webhook with my-basic-profile'),
      sent('createEventSubscription', 'webhook with in-line credentials'),
      sent('createEventSubscription', 'partner event source'),
      sent('updateAuthProfile', 'OAuth 2.0'),
      sent('updateAuthProfile', 'HTTP basic'),
      sent('deleteAuthProfile', 'refused while in use'),
      ...Array(4).fill(sent('deleteEventSubscription', 'as printed')),
      sent('deleteAuthProfile', 'as the request is printed'),
      sent('deleteAuthProfile', 'as the answer is printed'),
    ]),
  );
});

it.each(documentedApis.checks)('$text', ({ holds }) => {
  expect(holds).toBe(true);
});
