// The demonstration of an app's own topics: one event of each type goes to a signed webhook of a demo
// partner.
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { topicsSchema } from '../../core/catalog/topic-view.ts';
import { platform } from '../../ops/owner.ts';
import { HeraldApi } from '../client/herald-api.ts';
import { unexpectedAnswer } from '../client/http-answer.ts';
import { localDeployment, onboard } from '../client/onboard.ts';
import type { Herald } from '../emulator/herald.ts';
import { Failure, type Step } from '../emulator/progress.ts';
import type { Demonstration } from '../local-run.ts';
import type { NotificationResult } from '../tour/notification-results.ts';
import { count, table } from '../tour/report.ts';
import { type TourTarget, webhookTarget } from '../tour/tour-target.ts';
import { commands, type Sample } from './commands.ts';

/** The licensor of the demo partner. */
const licensor = 'demo';
const deadlineMilliseconds = 60_000;

const targetAnswer = z.object({ targetId: z.string() });
const subscriptionAnswer = z.object({ subscriptionId: z.string() });
const publishAnswer = z.object({ results: z.tuple([z.object({ eventId: z.string() })]) });

type Published = { eventType: string; eventId: string; at: number };

/** @throws Failure if Herald refuses a sample, or has no topic that the platform publishes */
export async function demonstrateOwnTopics(herald: Herald, step: Step): Promise<Demonstration> {
  const { apiUrl, stackName } = herald.outputs;
  const deployment = await localDeployment(herald.emulator.endpointUrl, stackName);
  const callers = await step('Onboarding the platform and a partner', async () => ({
    partner: await onboard(deployment, licensor),
    platform: await onboard(deployment, platform),
  }));
  const partnerApi = new HeraldApi(apiUrl, licensor, callers.partner.accessKey);
  const platformApi = new HeraldApi(apiUrl, licensor, callers.platform.accessKey);
  const samples = await samplesOf(partnerApi);
  const target = signedWebhook(herald);
  await step('Registering and subscribing a webhook', () => subscribe(partnerApi, target, samples));
  const published = await step('Publishing one event of each type', () => publish(platformApi, samples));
  const results = await step('Waiting for the notifications', () => arrivalsOf(target, published));
  const isComplete = results.every(({ verified }) => verified !== undefined);
  const report = `${table(results)}\n\n${count(results)}`;
  return { licensor, callers, report, isComplete, commands: envFile => commands(envFile, samples) };
}

/** The first example of each event type that the platform publishes. */
async function samplesOf(api: HeraldApi): Promise<Sample[]> {
  const { status, body } = await api.call('GET', '/topics');
  const answer = topicsSchema.safeParse(body);
  if (!answer.success) throw unexpectedAnswer('GET /topics', status, body);
  const samples = answer.data.topics
    .filter(({ publishedBy }) => publishedBy === 'platform')
    .flatMap(({ topic, eventTypes }) =>
      eventTypes.map(({ eventType, dataExamples: [data] }) => ({ topic, eventType, data })),
    );
  if (samples.length === 0) throw new Failure('The catalogue has no topic that the platform publishes.');
  return samples;
}

function signedWebhook({ receiver }: Herald): TourTarget {
  const hmacSecret = randomBytes(24).toString('base64url');
  const hmac = { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' } as const;
  return webhookTarget(receiver, '/hook', { type: 'hmac', hmacSecret, ...hmac });
}

async function subscribe(api: HeraldApi, { registration }: TourTarget, samples: readonly Sample[]) {
  const { targetId } = await api.post('/targets', registration, targetAnswer);
  for (const topic of new Set(samples.map(sample => sample.topic))) {
    const eventTypes = samples.flatMap(sample => (sample.topic === topic ? [sample.eventType] : []));
    const eventTargetMapping = Object.fromEntries(eventTypes.map(eventType => [eventType, [targetId]]));
    await api.post('/subscriptions', { topic, eventTargetMapping }, subscriptionAnswer);
  }
}

async function publish(api: HeraldApi, samples: readonly Sample[]): Promise<Published[]> {
  const published: Published[] = [];
  for (const sample of samples) {
    const at = Date.now();
    const { results } = await api.post('/events', { events: [sample] }, publishAnswer);
    published.push({ eventType: sample.eventType, eventId: results[0].eventId, at });
  }
  return published;
}

async function arrivalsOf(
  target: TourTarget,
  published: readonly Published[],
): Promise<NotificationResult[]> {
  const deadline = Date.now() + deadlineMilliseconds;
  let arrivals = await target.arrivals();
  while (arrivals.length < published.length && Date.now() < deadline) {
    await delay(200);
    arrivals = await target.arrivals();
  }
  return published.map(({ eventId, eventType, at }) => {
    const arrival = arrivals.find(each => each.eventId === eventId);
    const fault = arrival?.authenticationFault;
    return {
      target: target.name,
      eventType,
      received: arrival !== undefined,
      verified: fault === undefined ? arrival?.authentication : undefined,
      fault,
      milliseconds: arrival && arrival.receivedAt - at,
    };
  });
}
