// Herald's send path without queue and tables: check the URL, sign, POST, classify the answer.
import { createOutbound } from '../core/runtime/outbound/outbound.ts';
import { createWebhookSend } from '../lambdas/webhook-deliverer/webhook.ts';
import { credentials, eventIdOf, eventOf, targetCount, targetIdOf, webhookTarget } from './items.ts';
import { serve } from './serve.ts';
import { atOnce, measure, type Speed } from './speed.ts';

const [origin = ''] = process.argv.slice(2);
const send = createWebhookSend({
  outbound: createOutbound({ extraOrigins: [origin] }),
  readCredentials: async () => credentials,
  deadlineMs: 10_000,
  clock: Date.now,
});
const targets = Array.from({ length: targetCount }, (_, n) =>
  webhookTarget(targetIdOf('WEBHOOK', n), origin),
);
const event = eventOf(eventIdOf(0));
const framing = { subscriptionId: 'subscription', format: undefined };

async function deliver(n: number): Promise<void> {
  const target = targets[n % targetCount];
  const outcome =
    target &&
    (await send({ event: { ...event, eventId: eventIdOf(n) }, target, authProfile: undefined, framing }));
  if (outcome?.class !== 'DELIVERED') throw new Error(`not delivered: ${JSON.stringify(outcome)}`);
}

serve<number, Speed>(count => measure(count, () => atOnce(10, count, deliver)));
