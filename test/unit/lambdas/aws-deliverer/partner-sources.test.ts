// Partner event sources. EventBridge drops events for a source without a bus, so Herald reads the state
// first.
import { expect, test } from 'vitest';
import { documentedPayload } from '../../../support/builders/documented-payload.ts';
import { eventOf, partnerAccount, partnerSourceTarget } from '../../../support/builders/records.ts';
import { createAwsSender, heraldAccessKey } from '../../../support/handlers/aws-sender.ts';
import {
  type AwsAnswer,
  type AwsRequest,
  accepting,
  entryRefused,
  jsonError,
  sourceAccounts,
} from '../../../support/handlers/fake-aws.ts';

const name = 'aws.partner/platform.example/acme/orders';
const inState = (State: string) => sourceAccounts({ Account: partnerAccount, State });
const asksState = ({ input }: AwsRequest): boolean => 'EventSourceName' in input;

/** A fake EventBridge: its answers about the source and about the event. */
const eventBridge =
  (state: () => AwsAnswer = () => inState('ACTIVE'), put: () => AwsAnswer = accepting.events) =>
  (request: AwsRequest): AwsAnswer =>
    asksState(request) ? state() : put();

test('an event is sent to the source by name, with type, time, payload and id', async () => {
  const { aws, send } = createAwsSender({ events: eventBridge() });

  expect(await send(eventOf(), partnerSourceTarget())).toEqual({ class: 'DELIVERED', message: 'accepted' });
  expect(aws.to('events').map(({ input }) => input)).toEqual([
    { EventSourceName: name },
    {
      Entries: [
        {
          Source: name,
          DetailType: 'LiveStatusUpdated',
          Detail: documentedPayload,
          Time: Date.parse('2024-01-01T00:00:00.000Z') / 1000,
          Resources: ['urn:herald:event:event-1'],
        },
      ],
    },
  ]);
});

test('the entry has the detail-type of the topic', async () => {
  const { aws, send } = createAwsSender({ events: eventBridge() });

  await send(eventOf({ detailType: 'REFUND_REQUESTED' }), partnerSourceTarget());

  expect(aws.to('events')[1]?.input).toMatchObject({ Entries: [{ DetailType: 'REFUND_REQUESTED' }] });
});

test("EventBridge is called in the source's region with Herald's own credentials", async () => {
  const { aws, send } = createAwsSender({ events: eventBridge() });
  const destination = { account: partnerAccount, name: 'orders', region: 'ap-southeast-2' };

  await send(eventOf(), partnerSourceTarget({ destination }));

  const expected = {
    service: 'events',
    region: 'ap-southeast-2',
    hostname: 'events.ap-southeast-2.amazonaws.com',
    accessKeyId: heraldAccessKey,
  };
  expect(aws.requests).toMatchObject([expected, expected]);
});

test('while the source is PENDING, nothing is sent and the message says to associate it', async () => {
  const { aws, send } = createAwsSender({ events: eventBridge(() => inState('PENDING')) });

  await send(eventOf({ eventId: 'event-0' }), partnerSourceTarget());
  const { class: kind, message } = await send(eventOf(), partnerSourceTarget());

  expect(kind).toBe('NOT_ASSOCIATED');
  expect(message).toContain(`${name} is not associated with an event bus yet: associate it`);
  expect(message).toContain(`account ${partnerAccount} in us-west-2`);
  expect(aws.to('events').filter(request => !asksState(request))).toEqual([]);
});

test('after the source is associated, the next attempt succeeds', async () => {
  let state = 'PENDING';
  const { send } = createAwsSender({ events: eventBridge(() => inState(state)) });
  await send(eventOf(), partnerSourceTarget());

  state = 'ACTIVE';

  expect(await send(eventOf(), partnerSourceTarget())).toMatchObject({ class: 'DELIVERED' });
});

test.each([
  ['deleted', () => inState('DELETED')],
  ['missing', () => jsonError('ResourceNotFoundException')],
  ['for another account', () => sourceAccounts({ Account: '333333333333', State: 'ACTIVE' })],
  ['for no account', () => sourceAccounts()],
])('a source that is %s gets nothing, and the message says how to create it again', async (_, state) => {
  const { aws, send } = createAwsSender({ events: eventBridge(state) });

  const { class: kind, message } = await send(eventOf(), partnerSourceTarget());

  expect(kind).toBe('CONFIG');
  expect(message).toContain(
    `the event source ${name} for account ${partnerAccount} in us-west-2 no longer exists`,
  );
  expect(aws.to('events')).toHaveLength(1);
});

test('the state ACTIVE is cached for a minute', async () => {
  let now = 1_000_000;
  const { aws, send } = createAwsSender({ events: eventBridge() }, { clock: () => now });
  const asked = () => aws.to('events').filter(asksState).length;

  await send(eventOf(), partnerSourceTarget());
  now += 59_999;
  await send(eventOf(), partnerSourceTarget());
  expect(asked()).toBe(1);

  now += 1;
  await send(eventOf(), partnerSourceTarget());
  expect(asked()).toBe(2);
});

test.each([
  ['name', { account: partnerAccount, name: 'returns', region: 'us-west-2' }],
  ['region', { account: partnerAccount, name: 'orders', region: 'eu-west-1' }],
  ['account', { account: '333333333333', name: 'orders', region: 'us-west-2' }],
])('a source of another %s has its own cached state', async (_, destination) => {
  const { aws, send } = createAwsSender({ events: eventBridge() });

  await send(eventOf(), partnerSourceTarget());
  await send(eventOf(), partnerSourceTarget({ destination }));

  expect(aws.to('events').filter(asksState)).toHaveLength(2);
});

test.each([
  ['InternalFailure', 'SERVER_ERROR'],
  ['ThrottlingException', 'THROTTLED'],
  ['MalformedDetail', 'MESSAGE_INVALID'],
])('an entry that EventBridge rejects with %s and status 200 is %s', async (code, kind) => {
  const { send } = createAwsSender({ events: eventBridge(undefined, () => entryRefused(code)) });

  const outcome = await send(eventOf(), partnerSourceTarget());

  expect(outcome.class).toBe(kind);
  expect(outcome.message).toContain(name);
});

test.each([
  ['THROTTLED', jsonError('ThrottlingException')],
  ['SERVER_ERROR', jsonError('InternalException', 500)],
])('a failed read of the state is %s', async (kind, answer) => {
  const { send } = createAwsSender({ events: eventBridge(() => answer) });

  expect(await send(eventOf(), partnerSourceTarget())).toMatchObject({ class: kind });
});

test.each(['AccessDeniedException', 'UnrecognizedClientException'])(
  '%s is a failure inside Herald and has no outcome',
  async code => {
    const refusing = () => jsonError(code);
    const asking = createAwsSender({ events: eventBridge(refusing) });
    const putting = createAwsSender({ events: eventBridge(undefined, refusing) });

    await expect(asking.send(eventOf(), partnerSourceTarget())).rejects.toThrow();
    await expect(putting.send(eventOf(), partnerSourceTarget())).rejects.toThrow();
  },
);

test('NotAuthorizedForSource is a failure inside Herald too', async () => {
  const put = () => entryRefused('NotAuthorizedForSourceException');
  const { send } = createAwsSender({ events: eventBridge(undefined, put) });

  await expect(send(eventOf(), partnerSourceTarget())).rejects.toThrow();
});

test('EventBridge that does not answer is aborted at the deadline', async () => {
  const hang = (_: AwsRequest, signal?: AbortSignal): Promise<AwsAnswer> =>
    new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  const { send } = createAwsSender({ events: hang }, { deadlineMs: 50 });

  expect(await send(eventOf(), partnerSourceTarget())).toEqual({
    class: 'TIMEOUT',
    message: `${name} did not answer in time`,
  });
});

test('if the platform is no longer a partner of AWS, AWS is not called', async () => {
  const { aws, send } = createAwsSender({}, { partnerName: '' });

  expect(await send(eventOf(), partnerSourceTarget())).toMatchObject({ class: 'CONFIG' });
  expect(aws.requests).toEqual([]);
});
