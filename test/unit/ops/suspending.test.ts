// Suspending and resuming targets and licensors (docs/decisions/0027-suspension.md).
import { beforeEach, expect, test } from 'vitest';
import { disabled, draining, healthy } from '../../../core/model/target/target-health.ts';
import { healthKey } from '../../../core/store/deliveries/target-health.ts';
import { Onboarding } from '../../../ops/onboarding.ts';
import { deliveryOf, licensor, webhookTarget } from '../../support/builders/records.ts';
import { deliveryItem, targetItem } from '../../support/builders/stored-items.ts';
import { deployment, operatorArn } from '../../support/handlers/onboarding-edge.ts';
import { mockOperator } from '../../support/handlers/operator.ts';

const operator = mockOperator();
const { database, herald } = operator;
const target = `--licensor ${licensor} --target target-1`;
const now = Date.parse('2026-01-10T00:00:00.000Z');

const registered = (itemId: string) => database.items('registry').find(item => item['itemId'] === itemId);
const suspensionOf = (itemId: string) => registered(itemId)?.['suspension'];
const healthOf = (targetId: string) =>
  database.items('deliveries').find(item => item['targetId'] === targetId && 'openings' in item);
const auditLine = (stderr: string): unknown => JSON.parse(stderr);
const isRecent = expect.stringMatching(/^\d{4}-.+Z$/);

beforeEach(async () => {
  operator.reset();
  await new Onboarding(deployment).create(licensor, { tier: 'standard' });
  for (const targetId of ['target-1', 'target-2', 'target-3'])
    database.put('registry', targetItem(webhookTarget({ targetId })));
});

test('target suspend stores who, when and why, shows it, and writes a log line', async () => {
  const { code, stdout, stderr } = await herald(`target suspend ${target} --reason floods-us --yes`);

  expect(code).toBe(0);
  expect(stdout).toMatch(/status: +SUSPENDED since .+Z \(floods-us\)/);
  expect(stdout).toContain('The target has been suspended.');
  expect(suspensionOf('TARGET#target-1')).toEqual({ since: isRecent, reason: 'floods-us', by: operatorArn });
  expect(auditLine(stderr)).toEqual({
    timestamp: isRecent,
    service: 'operator',
    message: 'target suspended',
    licensor,
    targetId: 'target-1',
    reason: 'floods-us',
    by: operatorArn,
  });
  // The version counts the partner's changes.
  expect(registered('TARGET#target-1')).toMatchObject({ version: 1, status: 'ACTIVE' });
  expect(suspensionOf('TARGET#target-2')).toBeUndefined();
});

test('a second suspension is refused, and keeps the first one', async () => {
  await herald(`target suspend ${target} --reason first --yes`);
  await herald(`partner suspend ${licensor} --reason first --yes`);

  for (const line of [`target suspend ${target}`, `partner suspend ${licensor}`]) {
    const { code, stderr } = await herald(`${line} --reason second --yes`);
    expect([code, stderr]).toEqual([1, expect.stringContaining('it is suspended already, since')]);
  }
  expect(suspensionOf('TARGET#target-1')).toMatchObject({ reason: 'first' });
  expect(suspensionOf('LICENSOR')).toMatchObject({ reason: 'first' });
});

test('target resume lifts the suspension and sends what is parked', async () => {
  await herald(`target suspend ${target} --reason floods-us --yes`);

  const { stdout, stderr } = await herald(`target resume ${target} --yes`);

  expect(stdout).toContain('The target has been resumed.');
  expect(auditLine(stderr)).toMatchObject({
    message: 'target resumed',
    targetId: 'target-1',
    by: operatorArn,
  });
  expect(suspensionOf('TARGET#target-1')).toBeUndefined();
  expect(healthOf('target-1')).toMatchObject({
    state: 'DRAINING',
    nextAttemptAt: expect.any(Number),
    dueShard: expect.any(String),
  });
});

test('a target that was disabled before its suspension is disabled after it', async () => {
  const gone = disabled(healthy({ licensor, targetId: 'target-1' }, now), 1, 'answered 410', now);
  database.put('deliveries', { ...healthKey(gone), ...gone });
  await herald(`target suspend ${target} --reason floods-us --yes`);

  const { stdout } = await herald(`target resume ${target} --yes`);

  expect(stdout).toMatch(/status: +DISABLED since .+ \(answered 410\)/);
  expect(healthOf('target-1')).toMatchObject({ state: 'DISABLED', version: gone.version });
});

test('target enable does not lift a suspension', async () => {
  await herald(`target suspend ${target} --reason floods-us --yes`);

  const { code, stderr } = await herald(`target enable ${target} --yes`);

  expect([code, stderr]).toEqual([1, 'the target is suspended: see target resume\n']);
});

test('partner suspend and resume: targets that are disabled or suspended themselves stay so', async () => {
  const gone = disabled(healthy({ licensor, targetId: 'target-2' }, now), 1, 'answered 410', now);
  database.put('deliveries', { ...healthKey(gone), ...gone });
  await herald(`target suspend --licensor ${licensor} --target target-3 --reason own --yes`);

  const suspended = await herald(`partner suspend ${licensor} --reason unpaid --yes`);
  expect(suspended.stdout).toContain(`Licensor ${licensor} has been suspended.`);
  expect(auditLine(suspended.stderr)).toMatchObject({
    message: 'licensor suspended',
    licensor,
    reason: 'unpaid',
    by: operatorArn,
  });
  expect((await herald(`target status ${target}`)).stdout).toMatch(/status: +SUSPENDED .+\(unpaid\)/);
  expect((await herald('partner list')).stdout).toMatch(/SUSPENDED SINCE[\s\S]+acme.+Z$/m);

  const resumed = await herald(`partner resume ${licensor} --yes`);
  expect(auditLine(resumed.stderr)).toMatchObject({ message: 'licensor resumed', licensor, by: operatorArn });
  expect(suspensionOf('LICENSOR')).toBeUndefined();
  expect(['target-1', 'target-2', 'target-3'].map(id => healthOf(id)?.['state'])).toEqual([
    'DRAINING',
    'DISABLED',
    undefined,
  ]);
  expect(suspensionOf('TARGET#target-3')).toMatchObject({ reason: 'own' });
});

test('a resumption that fails halfway leaves the licensor suspended, and can be run again', async () => {
  await herald(`partner suspend ${licensor} --reason unpaid --yes`);
  const one = draining(healthy({ licensor, targetId: 'target-2' }, now), now);
  database.put('deliveries', { ...healthKey(one), ...one, version: 'invalid' });

  expect((await herald(`partner resume ${licensor} --yes`)).code).toBe(1);
  expect(suspensionOf('LICENSOR')).toMatchObject({ reason: 'unpaid' });

  database.put('deliveries', { ...healthKey(one), ...one });
  expect((await herald(`partner resume ${licensor} --yes`)).code).toBe(0);
  expect(suspensionOf('LICENSOR')).toBeUndefined();
});

test('status lists what is suspended, and redrive says that its deliveries wait', async () => {
  await herald(`target suspend ${target} --reason floods-us --yes`);
  const failed = deliveryOf({ status: 'FAILED', attemptCount: 10 });
  database.put('deliveries', { ...deliveryItem(failed), openKey: `${licensor}#target-1#FAILED` });

  expect((await herald('status')).stdout).toMatch(
    /Suspended by an operator:[\s\S]+acme +target-1 .+floods-us/,
  );
  expect((await herald(`redrive ${target} --yes`)).stdout).toContain('1 delivery parked, not redriven');
});
