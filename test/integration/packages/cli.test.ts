// The command `herald` as it is published, in an empty folder, against Herald on the emulator.
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { herald } from '../../support/emulator/herald.ts';
import { Licensor } from '../../support/emulator/licensor.ts';
import { arrivalOf, webhookUrl } from '../../support/emulator/receiver.ts';
import { eventually } from '../../support/emulator/wait.ts';
import { type InstalledCommand, installedCommand } from '../../support/packages/command.ts';

const hookSecret = 'a-signing-secret-of-the-file';
let command: InstalledCommand;
let licensor: Licensor;
beforeAll(async () => {
  command = await installedCommand({ HOOK_SECRET: hookSecret, PROFILE_PASSWORD: 'a-long-random-password' });
  licensor = await Licensor.onboard();
}, 120_000);
afterAll(() => command.remove());

const run: InstalledCommand['run'] = (...given) => command.run(...given);
const write = (name: string, content: string) => writeFileSync(join(command.folder, name), content);

/** Runs a command that must succeed. @returns its JSON */
async function json(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await run([...args, '--json']);
  expect([args, code, stderr]).toEqual([args, 0, expect.anything()]);
  return JSON.parse(stdout);
}

test('login stores the key of stdin in a file of its owner, after the API has accepted it', async () => {
  const login = ['login', '--url', herald.outputs.apiUrl, '--licensor', licensor.name];
  const wrong = await run(login, 'hk_local_wrong\n');
  const right = await run(login, `${licensor.partnerKey}\n`);

  expect([wrong.code, right.code]).toEqual([77, 0]);
  expect(wrong.stderr).toMatch(/error: .+\nrequest id: .+\nnext step: .+herald login/);
  expect(right.stdout + right.stderr).not.toContain(licensor.partnerKey);
  expect(statSync(join(command.folder, 'config', 'herald', 'profiles.json')).mode & 0o777).toBe(0o600);
  expect(await json('targets')).toEqual([]);
});

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
  write('herald.yaml', written('US'));
  const check = ['apply', '-f', 'herald.yaml', '--check'];
  const before = await run(check);
  const unasked = await run(['apply', '-f', 'herald.yaml']);
  const applied = await run(['apply', '-f', 'herald.yaml', '--yes', '--json']);
  const again = await run(['apply', '-f', 'herald.yaml', '--yes', '--json']);
  write('herald.yaml', written('US, DE'));
  const drift = await run(check);
  const changed = await run(['apply', '-f', 'herald.yaml', '--yes']);

  expect([before.code, unasked.code, unasked.stderr]).toEqual([2, 64, expect.stringContaining('--yes')]);
  expect([applied.code, applied.stderr]).toEqual([0, expect.stringContaining('+ create target shop')]);
  expect(JSON.parse(applied.stdout).results).toHaveLength(4);
  expect([again.code, JSON.parse(again.stdout)]).toEqual([0, { changes: [], results: [] }]);
  expect([drift.code, drift.stdout]).toEqual([2, expect.stringContaining('filter: {"territory":["US"]}')]);
  expect([changed.code, (await run(check)).code]).toEqual([0, 0]);
  const everything = [before, applied, again, drift, changed].map(one => one.stdout + one.stderr).join('');
  expect(everything).not.toMatch(/a-signing-secret|a-long-random/);
});

test('export writes a file without credentials that changes nothing when it is applied', async () => {
  const { stdout } = await run(['export']);
  write('exported.yaml', stdout);
  const check = await run(['apply', '-f', 'exported.yaml', '--check', '--prune']);

  expect(stdout).not.toMatch(/a-signing-secret|a-long-random/);
  expect([check.code, check.stdout]).toEqual([0, expect.stringContaining('No changes')]);
});

test('listen forwards an event before it is a minute old, signed; after a restart it goes on without a gap', async () => {
  const requests: { headers: Record<string, string>; body: string }[] = [];
  const server = createServer(async (request, response) => {
    requests.push({
      headers: request.headers as Record<string, string>,
      body: String(await buffer(request)),
    });
    response.writeHead(204).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  try {
    const first = await command.listen(url);
    const { stdout } = await run(['trigger', 'LiveStatusUpdated', '--json'], '', {
      HERALD_PLATFORM_KEY: licensor.platformKey,
    });
    const { eventId }: { eventId: string } = JSON.parse(stdout);
    await eventually(
      'the event',
      async () => requests,
      found => found.length > 0,
    );
    const [{ headers, body } = { headers: {}, body: '' }] = requests;
    first.child.kill();
    await once(first.child, 'close');
    const missed = await licensor.publish();
    const second = await command.listen(url);
    await eventually(
      'the missed event',
      async () => requests,
      found => found.length > 1,
    );
    const ids = requests.map(one => one.headers['webhook-id']);
    second.child.kill();

    expect(ids).toEqual([eventId, missed]);
    expect(new Webhook(first.secret).verify(body, headers)).toMatchObject({ eventType: 'LiveStatusUpdated' });
    // The bytes are those that a webhook gets.
    expect(body).toBe((await arrivalOf(licensor.path('shop'), eventId)).body);
  } finally {
    server.close();
  }
});

test('why, deliveries, resend and test say what became of an event', async () => {
  const [target] = (await json('targets')) as { targetId: string }[];
  const targetId = target?.targetId ?? '';
  const eventId = await licensor.publish();
  await eventually(
    'both deliveries',
    async () => (await json('why', eventId)) as { deliveries: { status: string }[] },
    ({ deliveries }) => deliveries.filter(({ status }) => status === 'DELIVERED').length === 2,
  );

  expect((await run(['why', eventId])).stdout).toContain(`${targetId}  DELIVERED`);
  expect(await json('deliveries', '--target', targetId, '--limit', '1')).toMatchObject([{ eventId }]);
  expect(await json('resend', eventId, targetId)).toMatchObject({ trigger: 'RESEND' });
  expect(await json('test', targetId)).toMatchObject({ delivered: true });
  expect(await json('events', '--limit', '100')).toContainEqual(expect.objectContaining({ eventId }));
  expect((await run(['resend', eventId, 'unknown'])).stderr).toMatch(
    /error: .+\nrequest id: .+\nnext step: /,
  );
});

test('replay counts, asks, and makes a job that can be cancelled', async () => {
  const [target] = (await json('targets')) as { targetId: string }[];
  const replay = ['replay', '--target', target?.targetId ?? '', '--status', 'DELIVERED', '--since', '1h'];
  const unasked = await run(replay);
  const { replayId } = (await json(...replay, '--yes', '--no-wait')) as { replayId: string };

  expect(await json(...replay, '--dry-run')).toMatchObject({ complete: true });
  expect([unasked.code, unasked.stderr]).toEqual([64, expect.stringContaining('--yes')]);
  expect(await json('replays', 'cancel', replayId)).toMatchObject({ replayId });
  expect(await json('replays', 'get', replayId)).toMatchObject({ replayId });
});

test('verify judges a request that a webhook got', async () => {
  const eventId = await licensor.publish();
  const { headers, body } = await arrivalOf(licensor.path('shop'), eventId);
  write('request.json', JSON.stringify({ headers, body }));
  write('changed.json', JSON.stringify({ headers, body: `${body}\n` }));

  expect(await run(['verify', 'request.json'], hookSecret)).toMatchObject({ code: 0 });
  expect(await run(['verify', 'changed.json'], hookSecret)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('BODY_CHANGED'),
  });
});

test('the packed program has nothing but its own files, and its profile file no other readers', () => {
  const manifest: { dependencies?: object } = JSON.parse(
    readFileSync(join(command.folder, 'node_modules', '@herald', 'cli', 'package.json'), 'utf8'),
  );
  expect(manifest.dependencies).toBeUndefined();
});
