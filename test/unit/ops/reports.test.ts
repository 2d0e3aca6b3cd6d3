// What the commands print for people; other tests read the JSON.
import { beforeEach, expect, test } from 'vitest';
import { healthy } from '../../../core/model/target/target-health.ts';
import { healthKey } from '../../../core/store/deliveries/target-health.ts';
import { Onboarding } from '../../../ops/onboarding.ts';
import { table } from '../../../ops/report.ts';
import { deliveryOf, eventOf, licensor, webhookTarget } from '../../support/builders/records.ts';
import { deliveryItem, targetItem } from '../../support/builders/stored-items.ts';
import { deployment, otherIssuer, withoutIssuer } from '../../support/handlers/onboarding-edge.ts';
import { mockOperator } from '../../support/handlers/operator.ts';

const operator = mockOperator();
const { database } = operator;
const of = { licensor, targetId: 'target-1' };
beforeEach(() => {
  operator.reset();
  database.put('registry', targetItem(webhookTarget(of)));
});

function putFailed(eventId: string): void {
  const row = deliveryOf({ ...of, eventId, status: 'FAILED' });
  database.put('deliveries', { ...deliveryItem(row), openKey: `${licensor}#target-1#FAILED` });
}

test('status counts FAILED deliveries and says that the audit has not run yet', async () => {
  putFailed('event-1');
  putFailed('event-2');

  const { code, stdout } = await operator.herald('status');

  expect(code).toBe(0);
  expect(stdout).toContain('failed:  2 deliveries at 1 target');
  expect(stdout).toContain('audit:   has not run yet; it runs every 15 minutes');
  expect(stdout).toContain('Herald is well. 2 deliveries FAILED at their targets.');
});

test('status says how far the audit is', async () => {
  const until = new Date(Date.now() - 20 * 60_000).toISOString();
  database.put('deliveries', { eventKey: '#audit', targetId: 'watermark#3', until });

  expect((await operator.herald('status')).stdout).toContain(
    `audit:   complete until ${until}, 300 s behind`,
  );
});

test('status exits with 3 if Herald is not well', async () => {
  operator.quarantined.set('message-1', 'rubbish');

  const { code, stdout } = await operator.herald('status');

  expect(code).toBe(3);
  expect(stdout).toContain('Herald is not well:\n- the quarantine has 1 message:');
  expect((await operator.herald('status --json')).code).toBe(3);
});

test('a replay to a disabled target says that the deliveries were parked, not replayed', async () => {
  const event = eventOf({ eventId: 'event-1', acceptedAt: new Date(Date.now() - 60_000).toISOString() });
  database.accept(event);
  database.put('deliveries', deliveryItem(deliveryOf({ ...of, eventId: 'event-1', status: 'DELIVERED' })));
  database.put('deliveries', { ...healthKey(of), ...healthy(of, Date.now()), state: 'DISABLED' });
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const line = `replay --licensor ${licensor} --target target-1 --since ${since}`;

  expect((await operator.herald(line)).stdout).toContain('is disabled: they would be parked');
  const { stdout } = await operator.herald(`${line} --yes`);
  expect(stdout).toContain('1 delivery parked, not replayed: target target-1 is disabled.');
});

test('a redrive to a paused target says that the deliveries were parked, not redriven', async () => {
  putFailed('event-1');
  database.put('deliveries', { ...healthKey(of), ...healthy(of, Date.now()), state: 'OPEN' });

  const { stdout } = await operator.herald(`redrive --licensor ${licensor} --target target-1 --yes`);

  expect(stdout).toContain('0 deliveries redriven.');
  expect(stdout).toContain('1 delivery parked, not redriven');
});

test('partner list prints a plain table, and with --json one line', async () => {
  await new Onboarding(deployment).create(licensor, { tier: 'standard', contact: 'ops@example.com' });

  const { stdout } = await operator.herald('partner list');
  const [heading, row] = stdout.split('\n');
  expect(heading).toMatch(/^OWNER +KIND +TIER +CONTACT/);
  expect(row).toMatch(new RegExp(`^${licensor} +licensor +standard +ops@example.com`));
  expect(JSON.parse((await operator.herald('partner list --json')).stdout)).toMatchObject([
    { owner: licensor, clients: 1 },
  ]);
});

test('partner create prints the access key and how to send it', async () => {
  const { stdout, stderr } = await operator.herald('partner create demo --yes');

  expect(stdout).toMatch(/^access key: +hk_dev_[0-9A-Za-z]{49}$/m);
  expect(stdout).toMatch(/^key name: +default \(key-[0-9a-f]{16}\)$/m);
  expect(stdout).toContain('Authorization: Bearer <access key>');
  expect(stdout).not.toContain('client');
  expect(stderr).toMatch(/"message":"owner onboarded","owner":"demo".*"by":"arn:/);
});

test('partner create --oauth prints the OAuth credentials too, and how to get a token', async () => {
  const { stdout } = await operator.herald('partner create demo --oauth --yes');

  expect(stdout).toMatch(/^access key: /m);
  expect(stdout).toMatch(/^client id: +client-\d+$/m);
  expect(stdout).toMatch(/^client secret: +secret-of-client-\d+$/m);
  expect(stdout).toContain(`grant_type=client_credentials ${deployment.outputs.TokenUrl}`);
});

test.each([
  ['Cognito', deployment, false],
  ['another issuer', otherIssuer, true],
  ['no issuer', withoutIssuer, false],
])(
  'in a stage with %s, partner remove says whether clients are left at the issuer',
  async (_, stage, says) => {
    operator.deployed(stage);
    await new Onboarding(stage).create(licensor, { tier: 'standard' });
    const record = database.items('registry').find(({ itemId }) => itemId === 'LICENSOR');
    const suspension = { since: '2026-01-01T00:00:00.000Z', reason: 'leaves', by: 'operator' };
    database.put('registry', { ...record, suspension });

    const { stdout } = await operator.herald(`partner remove ${licensor} --yes`);

    expect(stdout).toMatch(/^access keys and OAuth clients +1$/m);
    expect(stdout.includes('Delete its OAuth clients at the issuer of this stage too.')).toBe(says);
  },
);

test('a message that cannot be retried stays in quarantine; the command says why and exits with 1', async () => {
  operator.quarantined.set('message-1', 'rubbish');

  const { code, stdout } = await operator.herald('quarantine retry --all --yes');

  expect(code).toBe(1);
  expect(stdout).toContain('- message-1: Herald cannot tell what it is: drop it');
  expect(operator.quarantined.size).toBe(1);
});

test('a table has aligned columns and no quotes', () => {
  expect(
    table(
      ['name', 'count'],
      [
        ['a long name', 1],
        ['', 20],
      ],
    ),
  ).toBe(['NAME         COUNT', 'a long name  1', '-            20'].join('\n'));
});
