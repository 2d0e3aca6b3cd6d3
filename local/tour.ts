// The demonstration: a partner registers one target of every type, and every event reaches all of them.
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { type Arrival, faultOf } from './arrival.ts';
import type { Herald } from './herald.ts';
import { HeraldApi } from './herald-api.ts';
import { issueToken } from './onboard.ts';
import { createPartner } from './partner.ts';
import { quietly, type Step } from './progress.ts';
import { subscribedTopics, type TourEvent, tourEvents } from './tour-event.ts';
import { awsTarget, type TourTarget, webhookTarget } from './tour-target.ts';

export const licensor = 'demo';
const deadlineMilliseconds = 60_000;

export type Row = {
  readonly target: string;
  readonly eventType: string;
  readonly received: boolean;
  /** How the arrival proved to be Herald's, if it did. */
  readonly verified: string | undefined;
  readonly fault: string | undefined;
  readonly milliseconds: number | undefined;
};

export type Tour = {
  readonly rows: readonly Row[];
  readonly partnerToken: string;
  readonly platformToken: string;
};

type Published = { readonly event: TourEvent; readonly eventId: string; readonly at: number };

const targetAnswer = z.object({ targetId: z.string(), status: z.literal('ACTIVE') });
const subscriptionAnswer = z.object({ subscriptionId: z.string(), status: z.literal('ACTIVE') });
const publishAnswer = z.object({
  failedCount: z.literal(0),
  results: z.tuple([z.object({ eventId: z.string(), status: z.literal('ACCEPTED') })]),
});

export async function runTour(herald: Herald, step: Step = quietly): Promise<Tour> {
  const { apiUrl, RegistryTable: registryTable } = herald.outputs;
  const registry = { endpointUrl: herald.emulator.endpointUrl, registryTable };
  const partnerToken = await issueToken(registry, { kind: 'partner', tokenFor: licensor });
  const platformToken = await issueToken(registry, { kind: 'platform' });
  const partnerApi = new HeraldApi(apiUrl, licensor, partnerToken);
  const platformApi = new HeraldApi(apiUrl, licensor, platformToken);

  const targets = await step('Making the partner’s queue, topic, bus and roles', () => makeTargets(herald));
  const ids = await step('Registering the targets', () => registerTargets(partnerApi, targets));
  await step('Subscribing them', () => subscribe(partnerApi, ids));
  const published = await step('Publishing one event of each type', () => publish(platformApi));
  await step('Waiting for the notifications', () => untilAllArrived(targets, published));
  return { rows: await tabulate(targets, published), partnerToken, platformToken };
}

async function makeTargets({ emulator, outputs, receiver }: Herald): Promise<readonly TourTarget[]> {
  const partner = await createPartner({
    endpointUrl: emulator.endpointUrl,
    externalId: secret(),
    deliveryRolePattern: outputs.DeliveryRolePattern,
    prefix: 'herald',
  });
  const hmac = { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' } as const;
  return [
    awsTarget(partner.queue),
    awsTarget(partner.topic),
    awsTarget(partner.bus),
    webhookTarget(receiver, '/bearer', { type: 'bearer', bearerToken: secret() }),
    webhookTarget(receiver, '/api-key', { type: 'apiKey', apiKey: secret(), apiKeyHeader: 'X-API-Key' }),
    webhookTarget(receiver, '/hmac', { type: 'hmac', hmacSecret: secret(), ...hmac }),
  ];
}

async function registerTargets(api: HeraldApi, targets: readonly TourTarget[]): Promise<readonly string[]> {
  const ids = [];
  for (const { registration } of targets) {
    ids.push((await api.post('/targets', registration, targetAnswer)).targetId);
  }
  return ids;
}

async function subscribe(api: HeraldApi, targetIds: readonly string[]): Promise<void> {
  for (const [topic, eventTypes] of Object.entries(subscribedTopics)) {
    const eventTargetMapping = Object.fromEntries(eventTypes.map(eventType => [eventType, targetIds]));
    await api.post('/subscriptions', { topic, eventTargetMapping }, subscriptionAnswer);
  }
}

async function publish(api: HeraldApi): Promise<readonly Published[]> {
  const published = [];
  for (const event of tourEvents) {
    const { topic, eventType, data } = event;
    const at = Date.now();
    const answer = await api.post('/events', { events: [{ topic, eventType, data }] }, publishAnswer);
    published.push({ event, eventId: answer.results[0].eventId, at });
  }
  return published;
}

async function untilAllArrived(
  targets: readonly TourTarget[],
  published: readonly Published[],
): Promise<void> {
  const deadline = Date.now() + deadlineMilliseconds;
  while (Date.now() < deadline) {
    const rows = await tabulate(targets, published);
    if (rows.every(row => row.received)) return;
    await delay(200);
  }
}

async function tabulate(targets: readonly TourTarget[], published: readonly Published[]) {
  const rows = [];
  for (const target of targets) {
    const arrivals = await target.arrivals();
    for (const one of published) rows.push(rowOf(target, one, arrivals));
  }
  return rows;
}

function rowOf({ name }: TourTarget, { event, eventId, at }: Published, arrivals: readonly Arrival[]): Row {
  const arrival = arrivals.find(each => each.eventId === eventId);
  const fault = arrival && faultOf(arrival, event);
  return {
    target: name,
    eventType: event.eventType,
    received: arrival !== undefined,
    verified: fault ? undefined : arrival?.proof,
    fault,
    milliseconds: arrival && arrival.receivedAt - at,
  };
}

function secret(): string {
  return randomBytes(24).toString('base64url');
}
