import { randomBytes } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { authenticationFault } from '../../local/partner/webhook-authentication.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivalAt, arrivalsAt, newPartner, registrationOf } from '../support/emulator/partner.ts';
import { arrivals, webhookUrl } from '../support/emulator/receiver.ts';
import { badRequest, expectRefusalWithoutTrace } from '../support/emulator/refusal.ts';

const newSecret = () => randomBytes(24).toString('base64url');
const signedWith = (hmacSecret: string) => ({
  type: 'hmac' as const,
  hmacSecret,
  hmacAlgorithm: 'HmacSHA256' as const,
  hmacHeader: 'X-Signature',
});

let licensor: Licensor;
let targetId: string;
let secret: string;
beforeEach(async () => {
  licensor = await Licensor.onboard();
  secret = newSecret();
  targetId = await licensor.registerWebhook('first', signedWith(secret));
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
});

const change = (body: object) => licensor.partner.call('PUT', `/targets/${targetId}`, body);
const webhook = (destination: string, auth: object) => ({ type: 'WEBHOOK', destination, auth });
const at = (name: string) => webhookUrl(licensor.path(name));

/**
 * Publishes an event.
 * @returns what is wrong with the signature of its request; undefined if it is correct
 */
async function faultOfNext(name: string, hmacSecret: string): Promise<string | undefined> {
  const before = (await arrivals(licensor.path(name), 0)).length;
  await licensor.publish();
  const request = (await arrivals(licensor.path(name), before + 1)).at(-1);
  return request ? authenticationFault(request, signedWith(hmacSecret)) : 'nothing arrived';
}

it('an update without the secret keeps the old secret', async () => {
  const { status } = await change(webhook(at('second'), { type: 'hmac' }));
  expect(status).toBe(200);
  expect(await faultOfNext('second', secret)).toBeUndefined();
});

it('after an update of the secret without overlap, the next event is signed with the new one', async () => {
  expect(await faultOfNext('first', secret)).toBeUndefined();
  const another = newSecret();
  const body = webhook(at('first'), { type: 'hmac', hmacSecret: another });
  expect((await change({ ...body, secretOverlapSeconds: 0 })).status).toBe(200);
  expect(await faultOfNext('first', another)).toBeUndefined();
  expect(await faultOfNext('first', secret)).toBe('wrong X-Signature header');
});

it('after an update to another kind of authentication, the next event uses it', async () => {
  expect((await change(webhook(at('first'), { type: 'bearer', bearerToken: 'new-token' }))).status).toBe(200);
  await licensor.publish();
  const [request] = await arrivals(licensor.path('first'), 1);
  expect(request?.headers).toMatchObject({ authorization: 'Bearer new-token' });
  expect(request?.headers).not.toHaveProperty('x-signature');
});

it('an update to another origin without the secret is refused', async () => {
  const send = () => change(webhook('https://another.example.com/webhooks', { type: 'hmac' }));
  const says = 'auth.hmacSecret: required, because destination changes to another origin';
  await expectRefusalWithoutTrace(licensor, send, badRequest(says));
});

it('an update to another origin with the secret is accepted', async () => {
  const body = webhook('https://another.example.com/webhooks', { type: 'hmac', hmacSecret: secret });
  expect((await change(body)).status).toBe(200);
});

it('an update to another kind of authentication without its credential is refused', async () => {
  const send = () => change(webhook(at('first'), { type: 'apiKey' }));
  const says = 'auth.apiKey: required, because auth.type changes from hmac';
  await expectRefusalWithoutTrace(licensor, send, badRequest(says));
});

it('an update to another type is refused', async () => {
  const { queue, topic } = await newPartner();
  const toQueue = () => change(registrationOf(queue));
  const says = 'type: a target keeps its type WEBHOOK; register another target instead';
  await expectRefusalWithoutTrace(licensor, toQueue, badRequest(says));

  const queueId = await licensor.register(registrationOf(queue));
  for (const body of [registrationOf(topic), webhook(at('first'), signedWith(secret))]) {
    const send = () => licensor.partner.call('PUT', `/targets/${queueId}`, body);
    await expectRefusalWithoutTrace(licensor, send, badRequest('type: a target keeps its type SQS'));
  }
});

it('after an AWS target is changed to another queue, events are sent to the new queue only', async () => {
  const [first, second] = await Promise.all([newPartner(), newPartner()]);
  const one = await Licensor.onboard();
  const queueId = await one.register(registrationOf(first.queue));
  await one.subscribe({ LiveStatusUpdated: [queueId] });
  const answer = await one.partner.call('PUT', `/targets/${queueId}`, registrationOf(second.queue));
  expect(answer).toMatchObject({ status: 200, body: registrationOf(second.queue) });
  await arrivalAt(second.queue, await one.publish());
  expect(await arrivalsAt(first.queue)).toEqual([]);
});
