// Configuration by the command `herald` as it is published: as code, and one by one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { herald } from '../../support/emulator/herald.ts';
import { Licensor } from '../../support/emulator/licensor.ts';
import { webhookUrl } from '../../support/emulator/receiver.ts';
import { type InstalledCommand, installedCommand } from '../../support/packages/command.ts';

let command: InstalledCommand;
let licensor: Licensor;
beforeAll(async () => {
  licensor = await Licensor.onboard();
  command = await installedCommand({
    HERALD_URL: herald.outputs.apiUrl,
    HERALD_LICENSOR: licensor.name,
    HERALD_ACCESS_KEY: licensor.partnerKey,
    HOOK_SECRET: 'a-signing-secret-of-the-file',
    PROFILE_PASSWORD: 'a-long-random-password',
  });
}, 120_000);
afterAll(() => command.remove());

test('apply makes what the file says once; then there are no changes, and drift has an exit code', async () => {
  const written = (territory: string) => `
authProfiles:
  orders:
    authConfig: {type: basic, username: herald, password: '\${env:PROFILE_PASSWORD}'}
    allowedOrigins: ['${herald.receiverUrl}']
targets:
  shop:
    type: WEBHOOK
    destination: ${webhookUrl(licensor.path('shop'))}
    auth: {type: hmac, hmacSecret: '\${env:HOOK_SECRET}'}
  orders:
    type: WEBHOOK
    destination: ${webhookUrl(licensor.path('orders'))}
    auth: {type: authProfile, authProfileId: orders}
subscriptions:
  offers:
    topic: OfferStatus
    eventTargetMapping: {LiveStatusUpdated: [shop, orders]}
    filter: {territory: [${territory}]}
`;
  command.write('herald.yaml', written('US'));
  const check = ['apply', '-f', 'herald.yaml', '--check'];
  const before = await command.run(check);
  const unasked = await command.run(['apply', '-f', 'herald.yaml']);
  const applied = await command.run(['apply', '-f', 'herald.yaml', '--yes', '--json']);
  const again = await command.run(['apply', '-f', 'herald.yaml', '--yes', '--json']);
  command.write('herald.yaml', written('US, DE'));
  const drift = await command.run(check);
  const changed = await command.run(['apply', '-f', 'herald.yaml', '--yes']);

  expect([before.code, unasked.code, unasked.stderr]).toEqual([2, 64, expect.stringContaining('--yes')]);
  expect([applied.code, applied.stderr]).toEqual([0, expect.stringContaining('+ create target shop')]);
  expect(JSON.parse(applied.stdout).results).toHaveLength(4);
  expect([again.code, JSON.parse(again.stdout)]).toEqual([0, { changes: [], results: [] }]);
  expect([drift.code, drift.stdout]).toEqual([2, expect.stringContaining('filter: {"territory":["US"]}')]);
  expect([changed.code, (await command.run(check)).code]).toEqual([0, 0]);
  const everything = [before, applied, again, drift, changed].map(one => one.stdout + one.stderr).join('');
  expect(everything).not.toMatch(/a-signing-secret|a-long-random/);
});

test('a change of a profile sends its credentials, and says which variable is missing', async () => {
  const text = readFileSync(join(command.folder, 'herald.yaml'), 'utf8');
  command.write(
    'origins.yaml',
    text.replace('allowedOrigins: [', "allowedOrigins: ['https://b.example.com', "),
  );
  const apply = ['apply', '-f', 'origins.yaml', '--yes'];
  const missing = await command.run(apply, '', { PROFILE_PASSWORD: '' });

  expect([missing.code, missing.stderr]).toEqual([
    64,
    expect.stringContaining('PROFILE_PASSWORD is not set'),
  ]);
  expect((await command.run(apply)).code).toBe(0);
  expect((await command.run([...apply, '--check'])).code).toBe(0);
});

test('targets and subscriptions are created, shown, enabled and deleted', async () => {
  const destination = webhookUrl(licensor.path('other'));
  command.write(
    'target.yaml',
    `{type: WEBHOOK, destination: '${destination}', auth: {type: hmac, hmacSecret: '\${env:HOOK_SECRET}'}}`,
  );
  const { targetId } = (await command.json('targets', 'create', 'target.yaml')) as { targetId: string };
  const subscribe = [
    'subscriptions',
    'create',
    'Orders',
    '--event-type',
    'DELIVERY_COMPLETED',
    '--target',
    targetId,
  ];
  const { subscriptionId } = (await command.json(...subscribe)) as { subscriptionId: string };

  expect(await command.json('targets', 'get', targetId)).toMatchObject({ targetId, destination });
  expect(await command.json('targets', 'enable', targetId)).toMatchObject({ targetId, status: 'ACTIVE' });
  expect(await command.json('subscriptions', 'get', subscriptionId)).toMatchObject({ topic: 'Orders' });
  expect((await command.run(['targets', 'delete', targetId])).code).toBe(64);
  await command.json('subscriptions', 'delete', subscriptionId, '--yes');
  await command.json('targets', 'delete', targetId, '--yes');
  expect(await command.run(['targets', 'get', targetId])).toMatchObject({ code: 1 });
});

test('export writes a file without credentials that changes nothing when it is applied', async () => {
  const { stdout } = await command.run(['export']);
  command.write('exported.yaml', stdout);
  const check = await command.run(['apply', '-f', 'exported.yaml', '--check', '--prune']);

  expect(stdout).not.toMatch(/a-signing-secret|a-long-random/);
  expect([check.code, check.stdout]).toEqual([0, expect.stringContaining('No changes')]);
});
