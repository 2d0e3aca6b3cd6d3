// Partner event sources: created in AWS before the target is stored, deleted in AWS after the target is
// deleted.
import {
  CreatePartnerEventSourceCommand,
  DeletePartnerEventSourceCommand,
} from '@aws-sdk/client-eventbridge';
import { beforeEach, expect, test } from 'vitest';
import { partnerSource, partnerSourceTarget } from '../../../support/builders/records.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const api = createRegisteringApi({ PARTNER_NAME: 'platform.example' });
const { call, reset, written, refuseWrites, hasTarget, eventBridge } = api;
beforeEach(reset);

const all = '/{licensor}/notifications/targets';
const one = `${all}/{targetId}` as const;
const path = { targetId: 'target-1' };
const body = { type: 'EVENTBRIDGE_PARTNER', destination: partnerSource };
const created = () => eventBridge.commandCalls(CreatePartnerEventSourceCommand).length;
const deleted = () => eventBridge.commandCalls(DeletePartnerEventSourceCommand).length;

test('a partner event source is created, stored with its target, and created again', async () => {
  const answer = await call(`POST ${all}`, { body });

  expect(answer).toMatchObject({ status: 201, body });
  expect(written()[0]).toMatchObject([
    { Put: { Item: { type: 'EVENTBRIDGE_PARTNER', destination: partnerSource } } },
    { Update: { UpdateExpression: 'ADD targetCount :target' } },
    { Update: { Key: { itemId: 'PARTNERSOURCE#us-west-2#orders' } } },
  ]);
  expect([created(), deleted()]).toEqual([2, 0]);
});

test('if the target cannot be stored, its source is deleted', async () => {
  refuseWrites();
  const answer = await call(`POST ${all}`, { body });

  expect(answer.status).toBe(409);
  expect(deleted()).toBe(1);
});

test('an update with another source is a 400', async () => {
  hasTarget(partnerSourceTarget());
  const put = (destination: object) => call(`PUT ${one}`, { path, body: { ...body, destination } });

  const answer = await put({ ...partnerSource, name: 'others' });
  expect(answer.status).toBe(400);
  expect(answer.body.error.message).toBe(
    'destination: a target keeps its partner event source; register another target instead',
  );
  expect([written().length, created()]).toEqual([0, 0]);
  expect((await put(partnerSource)).status).toBe(200);
  expect(created()).toBe(1);
});

test('a source is deleted with its last target', async () => {
  const { targetId } = (await call(`POST ${all}`, { body })).body;

  expect((await call(`DELETE ${one}`, { path: { targetId } })).status).toBe(204);
  expect(written()[1]).toMatchObject([
    { Delete: {} },
    { Update: { ExpressionAttributeValues: { ':target': -1 } } },
    { Update: { TableName: tables.DELIVERIES_TABLE } },
    {
      Update: {
        Key: { itemId: 'PARTNERSOURCE#us-west-2#orders' },
        UpdateExpression: 'DELETE usedBy :target',
      },
    },
  ]);
  expect(deleted()).toBe(1);
});
