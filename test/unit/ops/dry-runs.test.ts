// One rule for every command that changes something: without --yes it only shows what it would do, with
// exit code 0.
import { beforeEach, expect, test } from 'vitest';
import { healthy } from '../../../core/model/target/target-health.ts';
import { healthKey } from '../../../core/store/deliveries/target-health.ts';
import { claimKey, listedSessionKey } from '../../../core/store/registry/registry-key.ts';
import { Onboarding } from '../../../ops/onboarding.ts';
import { deliveryOf, eventOf, licensor, sessionOf, webhookTarget } from '../../support/builders/records.ts';
import { deliveryItem, targetItem } from '../../support/builders/stored-items.ts';
import { deployment } from '../../support/handlers/onboarding-edge.ts';
import { mockOperator } from '../../support/handlers/operator.ts';

const operator = mockOperator();
const { database } = operator;
const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
const since = new Date(Date.now() - 2 * 3_600_000).toISOString();
const until = new Date(Date.now() - 60_000).toISOString();
const of = { licensor, targetId: 'target-1' };
const claim = '--account 222222222222 --external-id theirs';
const target = `--licensor ${licensor} --target target-1`;

/** An onboarded licensor with a target, a route, one event of each kind, and a message in quarantine. */
beforeEach(async () => {
  operator.reset();
  await new Onboarding(deployment).create(licensor, { tier: 'standard', oauth: {} });
  database.put('registry', targetItem(webhookTarget(of)));
  const route = { createdAt: since, targets: { 'target-1': { channel: 'webhook', since } } };
  const itemId = 'ROUTE#OfferStatus#LiveStatusUpdated';
  database.put('registry', { licensor, itemId, 'by#subscription-1': route });
  for (const [eventId, status] of [
    ['delivered', 'DELIVERED'],
    ['failed', 'FAILED'],
    ['missing', undefined],
  ] as const) {
    const event = eventOf({ eventId, acceptedAt: hourAgo });
    database.accept(event);
    const openKey = status === 'FAILED' ? { openKey: `${licensor}#target-1#FAILED` } : {};
    const row = status && deliveryOf({ ...of, eventId, status, attemptCount: 10 });
    if (row) database.put('deliveries', { ...deliveryItem(row), ...openKey });
  }
  for (const id of ['theirs-1', 'theirs-2'])
    database.put('registry', { ...claimKey('222222222222', id), heldBy: 'other', releasedAt: Date.now() });
  const keys = { eventKey: { S: `${licensor}#missing` } };
  const session = sessionOf({ validUntil: new Date(Date.now() + 900_000).toISOString() });
  database.put('registry', { ...session, ...listedSessionKey('#operators', session.sessionId) });
  operator.quarantined.set('message-1', JSON.stringify({ dynamodb: { Keys: keys } }));
});

test.each([
  ['partner create demo', 'Licensor demo would be onboarded in tier standard.', 'Add --yes to onboard it.'],
  ['partner create --platform', 'The platform would be onboarded in tier high.', 'Add --yes to onboard it.'],
  [
    `partner oauth rotate ${licensor}`,
    '1 older client would stay valid for 24 hours.',
    'Add --yes to rotate.',
  ],
  [
    `partner key create ${licensor} --name ci`,
    'would get an access key named ci.',
    'Add --yes to create it.',
  ],
  [`partner key rotate ${licensor}`, '1 older key would stay valid for 24 hours.', 'Add --yes to rotate.'],
  [
    `partner key disable ${licensor} --name default`,
    `1 access key of licensor ${licensor} would be disabled.`,
    'Add --yes to disable them.',
  ],
  [`partner disable ${licensor}`, `2 clients of licensor ${licensor} would be disabled.`, 'Add --yes'],
  [`partner suspend ${licensor} --reason flood`, `Licensor ${licensor} would be suspended.`, 'Add --yes'],
  [
    `partner mail ${licensor} off`,
    `Mails to licensor ${licensor} would be switched off.`,
    'Add --yes to switch them off.',
  ],
  [`target suspend ${target} --reason flood`, 'The target would be suspended.', 'Add --yes to suspend it.'],
  [`redrive ${target}`, '1 delivery would be redriven.', 'Add --yes to redrive them.'],
  ['operator end --all', '1 session would end.', 'Add --yes to end them.'],
  ['redrive --all', '1 delivery would be redriven.', 'Add --yes to redrive them.'],
  [`replay ${target} --since ${since}`, '1 delivery would be replayed', 'Add --yes to replay them.'],
  [`recover --since ${since} --until ${until}`, '1 without a row.', 'Add --yes to make them due.'],
  [`claim release ${claim}-1`, 'The claim would be released.', 'Add --yes to release it.'],
  [
    `claim transfer ${claim}-2 --to ${licensor}`,
    `transferred to licensor ${licensor}.`,
    'Add --yes to transfer it.',
  ],
  ['quarantine retry --all', '1 message would be retried.', 'Add --yes to retry them.'],
  ['quarantine drop --id message-1', '1 message would be dropped.', 'Add --yes to drop them.'],
])('%s only shows what it would do, and with --yes does it', async (line, sentence, advice) => {
  const before = operator.changes();

  const shown = await operator.herald(line);

  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toContain(sentence);
  expect(shown.stdout).toContain(`Nothing has been changed. ${advice}`);
  expect(JSON.parse((await operator.herald(`${line} --json`)).stdout)).toMatchObject({ dryRun: true });
  expect(operator.changes()).toBe(before);

  const acted = await operator.herald(`${line} --yes`);

  expect([acted.code, acted.stdout]).toEqual([0, acted.stdout]);
  expect(acted.stdout).not.toContain('Nothing has been changed');
  expect(operator.changes()).toBeGreaterThan(before);
});

test('target enable only shows what it would do, and with --yes does it', async () => {
  const health = { ...healthy(of, Date.now()), state: 'DISABLED' as const, targetVersion: 1 };
  database.put('deliveries', { ...healthKey(of), ...health });
  database.put('registry', targetItem(webhookTarget({ ...of, status: 'DISABLED' })));
  const before = operator.changes();

  const { code, stdout } = await operator.herald(`target enable ${target}`);
  expect(code).toBe(0);
  expect(stdout).toContain('The target would be enabled. Nothing has been changed. Add --yes to enable it.');
  expect(operator.changes()).toBe(before);

  expect((await operator.herald(`target enable ${target} --yes`)).stdout).toContain('has been enabled');
  expect((await operator.herald(`target status ${target}`)).stdout).toContain('status:      ACTIVE');
});

test.each([
  `partner create ${licensor}`,
  'partner create demo --tier gold',
  'partner create demo --client-id theirs',
  `partner oauth rotate ${licensor} --client-id theirs`,
  `partner key create ${licensor} --name default`,
  `partner key rotate ${licensor} --name unknown`,
  `partner key disable ${licensor} --id key-0000000000000000`,
  'quarantine drop --id unknown',
  `target enable ${target}`,
  `target resume ${target}`,
  `partner resume ${licensor}`,
  `partner remove ${licensor}`,
])('%s is refused by a dry run as with --yes', async line => {
  const [shown, acted] = [await operator.herald(line), await operator.herald(`${line} --yes`)];

  expect(shown).toEqual(acted);
  expect(shown).toMatchObject({ code: 1, stdout: '' });
});

test.each([
  'redrive --licensor unknown',
  'redrive --licensor unknown --target target-1',
  `replay --licensor unknown --target target-1 --since ${since}`,
  'target status --licensor unknown --target target-1',
  'target suspend --licensor unknown --target target-1 --reason flood',
  'target resume --licensor unknown --target target-1',
  'partner suspend unknown --reason flood',
  'partner resume unknown',
  'target enable --licensor unknown --target target-1',
  'partner oauth rotate unknown',
  'partner key create unknown --name ci',
  'partner key list unknown',
  'partner key rotate unknown',
  'partner key disable unknown --name ci',
  'partner disable unknown',
  `claim transfer ${claim}-1 --to unknown`,
])('%s is refused: the licensor is not onboarded', async line => {
  expect(await operator.herald(line)).toEqual({
    code: 1,
    stdout: '',
    stderr: 'licensor unknown is not onboarded\n',
  });
});

test.each([
  `redrive --licensor ${licensor} --target unknown`,
  `replay --licensor ${licensor} --target unknown --since ${since}`,
  `target status --licensor ${licensor} --target unknown`,
  `target suspend --licensor ${licensor} --target unknown --reason flood`,
  `target resume --licensor ${licensor} --target unknown`,
  `target enable --licensor ${licensor} --target unknown`,
])('%s is refused: the licensor has no such target', async line => {
  expect(await operator.herald(line)).toEqual({
    code: 1,
    stdout: '',
    stderr: `licensor ${licensor} has no target unknown\n`,
  });
});
