// What operators see of the whole installation, and that nobody else sees it.
import { beforeEach, describe, expect, test } from 'vitest';
import { type Health, healthy } from '../../../../core/model/target/target-health.ts';
import { cursorAt } from '../../../../core/store/events/event-cursor.ts';
import { linksOf } from '../../../../lambdas/operator/links.ts';
import { operations } from '../../../../lambdas/operator/operations.ts';
import { routeKeysOf } from '../../../../lib/api/operations.ts';
import { webhookTarget } from '../../../support/builders/records.ts';
import { deadDeliveriesUrl, quarantineUrl, tables } from '../../../support/handlers/environments.ts';
import { noon, operatorUnderTest } from '../../../support/handlers/operator-under-test.ts';

const installation = operatorUnderTest();
beforeEach(installation.reset);

const survey = async () => (await installation.call('GET /operator/survey')).body;
const page = async (query: Record<string, string> = {}) =>
  (await installation.call('GET /operator/licensors', { query })).body;

const failing = (licensor: string, targetId: string, fields: Partial<Health> = {}): Health => ({
  ...healthy({ licensor, targetId }, noon - 3_600_000),
  failures: 3,
  failingSince: '2026-01-31T11:00:00.000Z',
  reason: 'answered 503',
  ...fields,
});
const targetOf = (licensor: string, targetId: string) => webhookTarget({ licensor, targetId });

describe.each(routeKeysOf(operations))('%s', route => {
  const all = 'view replay manage secrets';
  test.each([
    ['an access key of a licensor', { authorizer: { kind: 'partner', licensor: 'acme', clientId: 'key-1' } }],
    ['the key of the platform', { authorizer: { kind: 'platform', clientId: 'key-1' } }],
    [
      'a session of a licensor with all capabilities',
      { authorizer: { kind: 'session', licensor: 'acme', capabilities: all, clientId: 'session-1' } },
    ],
    // Herald 0.2 let a licensor have this name. Its policy matches these paths.
    [
      'an access key of a licensor named "operator"',
      { authorizer: { kind: 'partner', licensor: 'operator', clientId: 'key-1' } },
    ],
    [
      'a session of a licensor named "operator"',
      { authorizer: { kind: 'session', licensor: 'operator', capabilities: all, clientId: 'session-1' } },
    ],
  ])('is forbidden for %s', async (_, request) => {
    expect(await installation.call(route, request)).toMatchObject({
      status: 403,
      body: { error: { code: 'FORBIDDEN', message: 'only an operator may do this' } },
    });
  });
});

test('an installation that works has no problems', async () => {
  expect(await survey()).toMatchObject({ at: '2026-01-31T12:00:00.000Z', problems: [], overdueSeconds: 0 });
});

test('quarantined messages, overdue deliveries and a late audit are problems, each with its section', async () => {
  installation.hasMessages(quarantineUrl, 2);
  installation.hasMessages(deadDeliveriesUrl, 3);
  for (const [shard, late] of [400, 700].entries())
    installation.database.put(tables.DELIVERIES_TABLE, {
      eventKey: `acme#event-${shard}`,
      targetId: 'target-1',
      dueShard: `DUE#${shard}`,
      nextAttemptAt: noon - late * 1000,
    });
  installation.database.put(tables.DELIVERIES_TABLE, {
    eventKey: '#audit',
    targetId: 'watermark#0',
    until: cursorAt(noon - 75 * 60_000),
  });

  expect(await survey()).toMatchObject({
    problems: [
      'deliveries are overdue by 700 s: see DeliveriesOverdue in the runbook',
      'the quarantine has 2 messages: see QuarantineNotEmpty in the runbook',
      'the audit is 3600 s behind: see AuditBehind in the runbook',
    ],
    overdueSeconds: 700,
    auditBehindSeconds: 3600,
    queues: { quarantine: 2, deadDeliveries: 3, webhook: 0, slowWebhook: 0, aws: 0, slowAws: 0 },
  });
});

test.each([
  ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/'],
  ['us-gov-west-1', 'https://console.amazonaws-us-gov.com/'],
  ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
])('the links of %s begin with %s', (region, start) => {
  const links = linksOf(
    { STAGE: 'prod', AWS_REGION: region },
    { quarantine: quarantineUrl, deadDeliveries: deadDeliveriesUrl },
  );

  expect(links.map(({ url }) => url.startsWith(start))).toEqual(links.map(() => true));
  expect(links.find(({ title }) => title === 'Alarms')?.url).toContain('search=herald-prod-');
  expect(links.find(({ title }) => title === 'Quarantine')?.url).toContain(encodeURIComponent(quarantineUrl));
});

test('each licensor has the targets that are not healthy, with what they last saw', async () => {
  installation.hasLicensor('acme', { targetCount: 3 });
  installation.hasLicensor('globex');
  installation.hasTarget(targetOf('acme', 'works'));
  installation.hasTarget(targetOf('acme', 'fails'), failing('acme', 'fails'));
  installation.hasTarget(
    targetOf('acme', 'paused'),
    failing('acme', 'paused', { state: 'OPEN', failures: 12, nextAttemptAt: noon + 60_000 }),
  );

  expect(await page()).toEqual({
    licensors: [
      {
        licensor: 'acme',
        createdAt: '2026-01-01T00:00:00.000Z',
        targets: 3,
        unhealthy: 2,
        unhealthyTargets: [
          {
            targetId: 'fails',
            type: 'WEBHOOK',
            health: expect.objectContaining({ state: 'FAILING', failures: 3 }),
          },
          {
            targetId: 'paused',
            type: 'WEBHOOK',
            health: expect.objectContaining({ state: 'PAUSED', nextProbeAt: '2026-01-31T12:01:00.000Z' }),
          },
        ],
      },
      expect.objectContaining({ licensor: 'globex', targets: 0, unhealthy: 0, unhealthyTargets: [] }),
    ],
  });
});

test('a suspended licensor is shown with the reason, and without the name of the operator', async () => {
  const suspension = { since: '2026-01-31T10:00:00.000Z', reason: 'unpaid', by: 'arn:aws:iam::1:user/x' };
  installation.hasLicensor('acme', { targetCount: 1, suspension });
  installation.hasTarget(targetOf('acme', 'target-1'));

  const { licensors } = await page();

  expect(licensors[0]).toMatchObject({
    suspension: { since: '2026-01-31T10:00:00.000Z', reason: 'unpaid' },
    unhealthyTargets: [{ health: { state: 'SUSPENDED' } }],
  });
  expect(JSON.stringify(licensors)).not.toContain('arn:aws:iam');
});

test('at most 20 targets of a licensor are listed, and all are counted', async () => {
  const ids = Array.from({ length: 25 }, (_, n) => `target-${String(n).padStart(2, '0')}`);
  installation.hasLicensor('acme', { targetCount: ids.length });
  for (const id of ids) installation.hasTarget(targetOf('acme', id), failing('acme', id));

  const { licensors } = await page();

  expect(licensors[0].unhealthy).toBe(25);
  expect(licensors[0].unhealthyTargets).toHaveLength(20);
});

test('pages are in the order of names; a removed licensor leaves no gap', async () => {
  for (const name of ['delta', 'acme', 'globex', 'initech']) installation.hasLicensor(name);
  installation.database.remove(tables.REGISTRY_TABLE, { licensor: 'delta', itemId: 'LICENSOR' });

  const first = await page({ limit: '2' });
  const second = await page({ limit: '2', nextToken: first.nextToken });

  const names = [...first.licensors, ...second.licensors].map(({ licensor }) => licensor);
  expect(names).toEqual(['acme', 'globex', 'initech']);
  expect(
    second.nextToken === undefined || (await page({ nextToken: second.nextToken })).licensors.length === 0,
  ).toBe(true);
});

test.each(['x', 'eyJ', ''])('the token "%s" is refused', async nextToken => {
  expect(await installation.call('GET /operator/licensors', { query: { nextToken } })).toMatchObject({
    status: 400,
    body: { error: { code: 'BAD_REQUEST' } },
  });
});
