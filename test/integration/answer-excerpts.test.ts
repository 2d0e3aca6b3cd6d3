// The timeline of a delivery shows what a webhook answered with its failure, and the request as sent.
import { expect, it } from 'vitest';
import * as z from 'zod';
import { timelineSchema } from '../../core/model/delivery/timeline-view.ts';
import { documentedPayload } from '../support/builders/documented-payload.ts';
import { ask } from '../support/emulator/graphql.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { behave } from '../support/emulator/receiver.ts';
import { deliveryWhen } from '../support/emulator/tables.ts';

it('a webhook answers 503 with a body: its partner sees it, and the request as sent', async () => {
  const licensor = await Licensor.onboard();
  await behave({ path: licensor.path('excerpt'), status: 503, body: { reason: 'queue is full' } });
  const targetId = await licensor.registerWebhook('excerpt');
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const eventId = await licensor.publish();
  // The excerpt is written after the row of its attempt, and before that of the next one.
  const row = { licensor: licensor.name, targetId, eventId };
  await deliveryWhen(row, ({ status }) => status === 'DELIVERED');

  const { body } = await licensor.partner.call('GET', `/deliveries/${eventId}/${targetId}`);

  const { attempts, request } = timelineSchema.parse(body);
  expect(attempts).toMatchObject([
    { class: 'SERVER_ERROR', httpStatus: 503, answer: '{"reason":"queue is full"}' },
    { class: 'DELIVERED', httpStatus: 200 },
  ]);
  expect(attempts[1]).not.toHaveProperty('answer');
  expect(request).toMatchObject({ method: 'POST', body: documentedPayload });

  const key = `eventId: "${eventId}", targetId: "${targetId}"`;
  const inGraphql = await ask(licensor, `{ delivery(${key}) { attempts { answer } } }`, z.unknown());
  expect(inGraphql).toEqual({ delivery: { attempts: attempts.map(({ answer = null }) => ({ answer })) } });
});
