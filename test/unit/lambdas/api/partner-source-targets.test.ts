// Partner event sources: created in AWS before the target is stored, deleted in AWS after the target is
// deleted.
import {
  CreatePartnerEventSourceCommand,
  DeletePartnerEventSourceCommand,
  ListPartnerEventSourceAccountsCommand,
  ResourceNotFoundException,
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
    { Update: { Key: { itemId: 'PARTNERSOURCES' } } },
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

const register = (name: string) =>
  call(`POST ${all}`, { body: { ...body, destination: { ...partnerSource, name } } });
const inAws = (...names: string[]) =>
  eventBridge
    .on(ListPartnerEventSourceAccountsCommand)
    .callsFake(({ EventSourceName }: { EventSourceName: string }) => {
      if (!names.some(name => EventSourceName.endsWith(`/${name}`)))
        throw new ResourceNotFoundException({ message: 'no', $metadata: {} });
      return { PartnerEventSourceAccounts: [{ Account: partnerSource.account, State: 'PENDING' }] };
    });
const tooMany = {
  status: 409,
  body: {
    error: {
      code: 'CONFLICT',
      message:
        'destination: a licensor has at most 2 partner event sources: delete the targets of one that is not needed',
    },
  },
};

test('a licensor can have as many sources as the setting says, and targets that share them', async () => {
  inAws('first', 'second');
  const first = await register('first');
  expect([first.status, (await register('second')).status]).toEqual([201, 201]);

  expect(await register('third')).toMatchObject(tooMany);
  expect(
    eventBridge.commandCalls(CreatePartnerEventSourceCommand, { Name: expect.stringMatching(/third/) }),
  ).toEqual([]);
  expect((await register('second')).status).toBe(201);

  expect((await call(`DELETE ${one}`, { path: { targetId: first.body.targetId } })).status).toBe(204);
  expect((await register('third')).status).toBe(201);
  inAws('second', 'third');
  expect(await register('first')).toMatchObject(tooMany);
});

test('of concurrent registrations no more than the largest number succeed', async () => {
  inAws('a', 'b', 'c', 'd', 'e');

  const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(register));

  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409]);
});

test('a source that was never associated and expired in AWS frees its place, until its target is changed', async () => {
  inAws('first', 'second');
  const first = await register('first');
  const second = await register('second');
  inAws('second', 'third');

  expect((await register('third')).status).toBe(201);

  const put = ({ body: target }: typeof first) =>
    call(`PUT ${one}`, {
      path: { targetId: target.targetId },
      body: { ...body, destination: target.destination },
    });
  expect(await put(first)).toMatchObject(tooMany);
  expect((await put(second)).status).toBe(200);
});

test('a source of another account than its targets have counts as expired', async () => {
  await register('first');
  await register('second');
  eventBridge
    .on(ListPartnerEventSourceAccountsCommand)
    .resolves({ PartnerEventSourceAccounts: [{ Account: '333333333333', State: 'ACTIVE' }] });

  expect((await register('third')).status).toBe(201);
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
