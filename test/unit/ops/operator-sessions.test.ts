// `operator sessions` and `operator end`: who can see all licensors in the console, and the end of that.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { createSessionStore } from '../../../core/store/registry/sessions.ts';
import { licensor, sessionOf } from '../../support/builders/records.ts';
import { operatorArn } from '../../support/handlers/onboarding-edge.ts';
import { mockOperator } from '../../support/handlers/operator.ts';

const operator = mockOperator();
const { herald } = operator;
const store = createSessionStore(createDynamo(new DynamoDBClient({})), 'registry');

const after = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
const lasting = { validUntil: after(900), renewableUntil: after(3600) };
const ofOperator = (sessionId: string, fields: object = {}) => ({
  ...sessionOf({ sessionId, hash: `hash-${sessionId}`, subject: operatorArn, ...lasting, ...fields }),
  speaksFor: undefined,
});
const left = async (): Promise<string[]> => {
  const kept = ['one', 'two'].map(async id => ((await store.get(undefined, id)) ? [id] : []));
  return (await Promise.all(kept)).flat();
};

beforeEach(async () => {
  operator.reset();
  await store.start(ofOperator('one'), []);
  await store.start(ofOperator('two'), []);
  await store.start(ofOperator('over', { validUntil: after(-1) }), []);
  await store.start(
    sessionOf({ sessionId: 'partner', hash: 'hash-partner', speaksFor: licensor, ...lasting }),
    [],
  );
});

test('operator sessions lists those of operators that have not ended, with who made them', async () => {
  const { code, stdout } = await herald('operator sessions --json');

  expect(code).toBe(0);
  const { sessions } = JSON.parse(stdout);
  expect(sessions).toEqual(
    ['one', 'two'].map(sessionId => expect.objectContaining({ sessionId, subject: operatorArn })),
  );
});

test('operator end ends one session, for its token too, and writes a log line', async () => {
  const { code, stdout, stderr } = await herald('operator end one --yes');

  expect([code, stdout]).toEqual([0, expect.stringContaining('1 session ended.')]);
  expect(JSON.parse(stderr)).toMatchObject({
    message: 'session of an operator ended',
    sessionId: 'one',
    by: operatorArn,
  });
  expect(await left()).toEqual(['two']);
  expect(await store.withHash('hash-one')).toBeUndefined();
});

test('operator end --all ends all of them, and no session of a partner', async () => {
  const { stdout } = await herald('operator end --all --yes');

  expect(stdout).toContain('2 sessions ended.');
  expect(await left()).toEqual([]);
  expect(await store.get(licensor, 'partner')).toBeDefined();
  expect((await herald('operator sessions')).stdout).toContain('There are no sessions of operators.');
});

test.each(['over', 'partner', 'unknown'])(
  'operator end %s is refused: no operator has such a session',
  async id => {
    const { code, stderr } = await herald(`operator end ${id} --yes`);

    expect([code, stderr]).toEqual([1, expect.stringContaining(`there is no session ${id} of an operator`)]);
  },
);

test.each(['operator end', 'operator end one --all'])(
  '%s is refused: name one session, or --all',
  async line => {
    const { code, stderr } = await herald(line);

    expect([code, stderr]).toEqual([2, expect.stringContaining('expected either a session or --all')]);
  },
);
