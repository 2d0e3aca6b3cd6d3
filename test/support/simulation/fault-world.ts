// All of Herald on virtual time. Events enter through the exported publish handler and reach simulated
// partners through the exported dispatcher and deliverers, with the retry-scheduler and the audit. Simulated
// event source mappings connect them, as AWS documents. A fault is injected from outside; at the end the
// ledger states the outcome of each expected delivery.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { vi } from 'vitest';
import { channelOf } from '../../../core/model/target/channel.ts';
import type { Target } from '../../../core/model/target/target.ts';
import { AddressRefused } from '../../../core/runtime/outbound/guarded-connect.ts';
import { NameTimeout, ResolverUnavailable } from '../../../core/runtime/outbound/resolver.ts';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { licensorKey } from '../../../core/store/registry/registry-key.ts';
import { createSubscriptions } from '../../../core/store/registry/subscriptions.ts';
import { createTargets } from '../../../core/store/registry/targets.ts';
import { apiEvent, type Call } from '../builders/api-event.ts';
import { authorizerEvent } from '../builders/authorizer-event.ts';
import { documentedData } from '../builders/documented-payload.ts';
import { contextOf } from '../builders/lambda-context.ts';
import { awsTarget, partnerAccount, subscriptionOf, webhookTarget } from '../builders/records.ts';
import { createHeraldTables } from '../dynamodb/herald-tables.ts';
import { tables } from '../handlers/environments.ts';
import { createLedger, type Outcome } from './fault-ledger.ts';
import { createInvocations } from './invocations.ts';
import { loadHandlers, urls } from './loaded-handlers.ts';
import { simulateAws } from './simulated-aws.ts';
import { type ConnectFault, type PartnerAnswer, setPartner } from './simulated-partner.ts';
import { pollQueue, type SqsMapping } from './sqs-mapping.ts';
import { createStreamMapping } from './stream-mapping.ts';
import { seeded } from './virtual-clock.ts';
import { virtualTime } from './virtual-time.ts';

export const minute = 60_000;
export const hour = 60 * minute;
const quarter = 15 * minute;
const start = Date.parse('2026-01-01T00:00:00.000Z');
const publishedAtOnce = 25;

/** Each target has its own subscription, to one of two event types. */
const targetIds = {
  LiveStatusUpdated: ['webhook-1', 'sqs-1', 'events-1'],
  OfferStatusUpdated: ['webhook-2', 'sns-1'],
} as const;
const eventTypes = ['LiveStatusUpdated', 'OfferStatusUpdated'] as const;

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:eu-west-1:${partnerAccount}:${resource}`;
const targetsOf = (licensor: string): Target[] => [
  ...['webhook-1', 'webhook-2'].map(targetId =>
    webhookTarget({ licensor, targetId, destination: `https://partner.example.com/${targetId}` }),
  ),
  awsTarget('SQS', { licensor, targetId: 'sqs-1', destination: arn('sqs', 'sqs-1') }),
  awsTarget('SNS', { licensor, targetId: 'sns-1', destination: arn('sns', 'sns-1') }),
  awsTarget('EVENTBRIDGE', {
    licensor,
    targetId: 'events-1',
    destination: arn('events', 'event-bus/events-1'),
  }),
];

/** `attempt`: the number of the attempt of this delivery, from 1. */
export type PartnerMessage = { targetId: string; eventId: string; attempt: number };
export type Fault = {
  name: string;
  /** How many events the full suite publishes for this fault; all faults together have about 100,000. */
  events: number;
  inject: (world: FaultWorld) => void | Promise<void>;
  allowsDuplicates?: true;
  /** Final statuses of a delivery that the fault allows, in addition to DELIVERED. */
  allows?: readonly ('FAILED' | 'CANCELLED')[];
};
export type FaultWorld = Awaited<ReturnType<typeof createWorld>>['control'];

/** @param variables see `loadHandlers` */
async function createWorld(seed: number, variables: Record<string, string> = {}) {
  const time = virtualTime(start);
  const random = seeded(seed);
  vi.spyOn(Math, 'random').mockImplementation(() => random());
  const dynamodb = createHeraldTables();
  dynamodb.install();
  const ledger = createLedger();

  /** The parts of the world that a fault may change. `reset` restores these values. */
  const withoutFault = {
    partner: (_message: PartnerMessage): PartnerAnswer => ({ status: 200 }),
    schedulers: 1,
    audits: 1,
    webhookIsOff: false,
    awsIsOff: false,
    slowLaneIsOff: false,
    publishOverMs: 10 * minute,
    /** The run ends after this time, even if deliveries are still open. */
    timeLimitMs: 14 * 24 * hour,
  };
  const state = { ...withoutFault, licensor: '', begunAt: start };
  const answer = ({ targetId, eventId, body }: { targetId: string; eventId: string; body: string }) => {
    const attempt = ledger.attempted(eventId, targetId, body);
    const answered = state.partner({ targetId, eventId, attempt });
    if (typeof answered === 'object' && answered.status === 200) ledger.received(eventId, targetId);
    return answered;
  };
  const host = 'partner.example.com';
  const connectErrors: Record<ConnectFault, () => Error> = {
    PRIVATE: () => new AddressRefused(host),
    NAME_HANGS: () => new NameTimeout(`the host name ${host} was not resolved within 4 s`),
    NO_RESOLVER: () => new ResolverUnavailable('no host name can be resolved'),
  };
  setPartner(answer, fault => connectErrors[fault]());
  const aws = simulateAws(time, answer);
  let mostHops = 0;
  aws.observers.onSend = body => {
    mostHops = Math.max(mostHops, Number(/"hops":(\d+)/.exec(body)?.[1] ?? 0));
  };
  const invocations = createInvocations(time);

  const handlers = await loadHandlers(variables);
  const { publish, dispatcher, webhookDeliverer, awsDeliverer, scheduler, audit, api } = handlers;
  const db = createDynamo(new DynamoDBClient({ region: 'eu-west-1' }));
  const targets = createTargets(db, tables.REGISTRY_TABLE);
  const subscriptions = createSubscriptions(db, tables.REGISTRY_TABLE);
  const stream = createStreamMapping({
    time,
    invocations,
    handler: dispatcher,
    onFailure: aws.queue(urls.quarantine),
  });
  type Deliverer = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
  const mapping = (url: string, handler: unknown): SqsMapping => ({
    queue: aws.queue(url),
    deadLetters: aws.queue(urls.quarantine),
    handler: handler as Deliverer,
    invocations,
    concurrency: 10,
  });
  const mappings = {
    webhook: mapping(urls.webhook, webhookDeliverer),
    aws: mapping(urls.aws, awsDeliverer),
    slowWebhook: mapping(urls.slowWebhook, webhookDeliverer),
    slowAws: mapping(urls.slowAws, awsDeliverer),
  };
  /** The mappings that are on. */
  const polled = (): SqsMapping[] => [
    ...(state.webhookIsOff ? [] : [mappings.webhook]),
    ...(state.awsIsOff ? [] : [mappings.aws]),
    ...(state.slowLaneIsOff ? [] : [mappings.slowWebhook, mappings.slowAws]),
  ];
  const listen = (): void =>
    dynamodb.onWrite((table, before, after) => {
      if (table === tables.EVENTS_TABLE && !before && after) stream.insert(after);
      if (table === tables.DELIVERIES_TABLE && after) ledger.written(after);
    });

  let actions: { at: number; run: () => void | Promise<void> }[] = [];
  let publishing: { at: number; events: { eventId: string; eventType: (typeof eventTypes)[number] }[] }[] =
    [];

  const control = {
    time,
    dynamodb,
    aws,
    stream,
    state,
    random,
    urls,
    mappings,
    killAll: invocations.killAll,
    /** Throttles invocations, and observes their ends. */
    lambda: invocations.control,
    handlers,
    /** Called at each full minute, before the rules run. */
    eachMinute: undefined as (() => void) | undefined,
    /** Runs something at a time after the start. @param ms milliseconds */
    at: (ms: number, run: () => void | Promise<void>): void => {
      actions.push({ at: state.begunAt + ms, run });
      actions.sort((a, b) => a.at - b.at);
    },
    /** A call of the partner, which must succeed. */
    async api(route: string, call: Call): Promise<unknown> {
      const { statusCode, body } = await control.call(route, call);
      if (statusCode >= 300) throw new Error(`${route}: ${statusCode} ${body}`);
      return body === '' ? undefined : JSON.parse(body);
    },
    /** A call of the partner, which may fail. */
    async call(route: string, call: Call): Promise<{ statusCode: number; body: string }> {
      const event = apiEvent(route, {
        ...call,
        path: { licensor: state.licensor, ...call.path },
        caller: { kind: 'partner', licensor: state.licensor },
      });
      const answer = await time.settle(
        Promise.resolve(
          (route.includes('/replays') ? handlers.deliveries : api)(
            event,
            contextOf(() => 29_000),
          ),
        ),
      );
      control.onApiAnswer?.(answer.statusCode);
      return answer;
    },
    /** Invokes the authorizer with an Authorization header, as API Gateway does. */
    async authorize(authorization: string): Promise<void> {
      const event = authorizerEvent(`GET/${state.licensor}/notifications/targets`, { authorization });
      await time.settle(invocations.invoke(handlers.authorizer, event, 10_000)).catch(() => {});
    },
    /** Called when AWS WAF blocks a request, which then reaches nothing of Herald. */
    onBlocked: undefined as (() => void) | undefined,
    /** Called with each status that the API answers. */
    onApiAnswer: undefined as ((status: number) => void) | undefined,
  };

  async function reset(name: string): Promise<void> {
    dynamodb.clear();
    aws.clear();
    stream.clear();
    ledger.clear();
    Object.assign(state, withoutFault, { licensor: name });
    mostHops = 0;
    actions = [];
    invocations.control.isThrottled = false;
    invocations.control.endsAtOnce = undefined;
    // Starts at a full hour, so that the rules run at full minutes and quarters.
    await time.goTo(Math.ceil((time.now() + 2 * hour) / hour) * hour);
    state.begunAt = time.now();
    const now = new Date(time.now()).toISOString();
    const licensor = { licensor: name, externalId: `herald-${name}`, tier: 'standard', createdAt: now };
    dynamodb.put(tables.REGISTRY_TABLE, { ...licensorKey(name), ...licensor });
    const all = targetsOf(name);
    for (const target of all) {
      await time.settle(targets.create(target, []));
      if (target.type !== 'WEBHOOK') continue;
      const ciphertext = Buffer.from(JSON.stringify({ bearerToken: 'token' }));
      dynamodb.put(tables.SECRETS_TABLE, {
        licensor: name,
        secretId: `${target.targetId}#secret-1`,
        ciphertext,
      });
    }
    for (const eventType of eventTypes) {
      for (const targetId of targetIds[eventType]) {
        const target = all.find(one => one.targetId === targetId);
        const subscription = subscriptionOf({
          licensor: name,
          subscriptionId: `of-${targetId}`,
          eventTargetMapping: { [eventType]: [targetId] },
          createdAt: now,
          updatedAt: now,
        });
        await time.settle(subscriptions.create(subscription, () => channelOf(target?.type ?? 'WEBHOOK')));
      }
    }
    listen();
  }

  function plan(count: number): void {
    const batches = Math.ceil(count / publishedAtOnce);
    publishing = Array.from({ length: batches }, (_, n) => ({
      at: state.begunAt + 1000 + Math.floor((n * state.publishOverMs) / batches),
      events: Array.from({ length: Math.min(publishedAtOnce, count - n * publishedAtOnce) }, (_, k) => ({
        eventId: `${state.licensor}-${n * publishedAtOnce + k}`,
        eventType: eventTypes[k % 2] ?? 'LiveStatusUpdated',
      })),
    }));
  }

  /** Publishes the next batch. The platform sends events that were not accepted again a second later. */
  async function publishNext(): Promise<void> {
    const batch = publishing.shift();
    if (!batch) return;
    const events = batch.events.map(({ eventId, eventType }) => ({
      eventId,
      eventType,
      topic: 'OfferStatus',
      data: { ...documentedData, alid: eventId },
    }));
    const accepted = await time
      .settle(invocations.invoke(publish, { licensor: state.licensor, events }, 30_000))
      .then(answer => ('results' in answer ? answer.results.map(({ status }) => status !== 'REJECTED') : []))
      .catch((): boolean[] => []);
    const left = batch.events.filter((event, index) => {
      if (!accepted[index]) return true;
      for (const targetId of targetIds[event.eventType]) ledger.expectDelivery(event.eventId, targetId);
      return false;
    });
    if (left.length > 0) publishing.unshift({ at: time.now() + 1000, events: left });
  }

  async function runRules(): Promise<void> {
    control.eachMinute?.();
    const runs = Array.from({ length: state.schedulers }, () => invocations.invoke(scheduler, {}, 55_000));
    if (time.now() % quarter === 0)
      for (let n = 0; n < state.audits; n++) runs.push(invocations.invoke(audit, {}, 600_000));
    await time.settle(Promise.allSettled(runs));
  }

  const never = Number.POSITIVE_INFINITY;
  async function untilDone(): Promise<void> {
    let nextRun = state.begunAt + minute;
    let quietFrom = never;
    for (;;) {
      const next = Math.min(
        publishing[0]?.at ?? never,
        actions[0]?.at ?? never,
        stream.next(),
        ...polled().map(({ queue }) => queue.next()),
        nextRun,
      );
      await time.settle(time.goTo(next));
      while ((actions[0]?.at ?? never) <= time.now()) await actions.shift()?.run();
      while ((publishing[0]?.at ?? never) <= time.now()) await publishNext();
      if (nextRun <= time.now()) {
        await runRules();
        nextRun = Math.floor(time.now() / minute) * minute + minute;
      }
      await time.settle(Promise.all([stream.poll(), ...polled().map(pollQueue)]));
      for (const body of aws.queue(urls.dead).drain()) ledger.noticed(body);
      const isDone = publishing.length === 0 && actions.length === 0 && ledger.isSettled();
      quietFrom = isDone ? Math.min(quietFrom, time.now()) : never;
      // Runs for another 15 minutes, so that a late message that is sent again shows as a duplicate.
      if (time.now() - quietFrom >= quarter || time.now() - state.begunAt > state.timeLimitMs) return;
    }
  }

  return {
    control,
    /** @param name of the licensor, a new one for each run. @param count of events. @returns their outcome */
    async run(
      fault: Fault,
      name: string,
      count: number,
    ): Promise<Outcome & { quarantined: number; mostHops: number; tookMs: number }> {
      await reset(name);
      await fault.inject(control);
      plan(count);
      await untilDone();
      const quarantined = aws.queue(urls.quarantine).drain().length;
      const tookMs = time.now() - state.begunAt;
      return { ...ledger.outcome(fault.allows ?? []), quarantined, mostHops, tookMs };
    },
  };
}

/** Call it once per test file: it replaces time, chance and AWS for the whole process. */
export const loadWorld = createWorld;
