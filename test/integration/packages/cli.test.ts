// The command `herald` as it is published, in an empty folder, against Herald on the emulator.
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { herald } from '../../support/emulator/herald.ts';
import { Licensor } from '../../support/emulator/licensor.ts';
import { arrivalOf } from '../../support/emulator/receiver.ts';
import { eventually } from '../../support/emulator/wait.ts';
import { type InstalledCommand, installedCommand } from '../../support/packages/command.ts';

const hookSecret = 'a-signing-secret-of-the-file';
let command: InstalledCommand;
let licensor: Licensor;
beforeAll(async () => {
  command = await installedCommand();
  licensor = await Licensor.onboard();
  const shop = await licensor.registerWebhook('shop', { type: 'hmac', hmacSecret: hookSecret });
  await licensor.subscribe({ LiveStatusUpdated: [shop] });
}, 120_000);
afterAll(() => command.remove());

test('login stores the key of stdin in a file of its owner, after the API has accepted it', async () => {
  const login = ['login', '--url', herald.outputs.apiUrl, '--licensor', licensor.name];
  const wrong = await command.run(login, 'hk_local_wrong\n');
  const right = await command.run(login, `${licensor.partnerKey}\n`);

  expect([wrong.code, right.code]).toEqual([77, 0]);
  expect(wrong.stderr).toMatch(/error: .+\nrequest id: .+\nnext step: .+herald login/);
  expect(right.stdout + right.stderr).not.toContain(licensor.partnerKey);
  expect(statSync(join(command.folder, 'config', 'herald', 'profiles.json')).mode & 0o777).toBe(0o600);
  expect(await command.json('targets')).toMatchObject([{ status: 'ACTIVE' }]);
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
    const { stdout } = await command.run(['trigger', 'LiveStatusUpdated', '--json'], '', {
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
  const [target] = (await command.json('targets')) as { targetId: string }[];
  const targetId = target?.targetId ?? '';
  const eventId = await licensor.publish();
  await eventually(
    'the delivery',
    async () => (await command.json('why', eventId)) as { deliveries: { status: string }[] },
    ({ deliveries }) => deliveries.some(({ status }) => status === 'DELIVERED'),
  );

  expect((await command.run(['why', eventId])).stdout).toContain(`${targetId}  DELIVERED`);
  expect(await command.json('deliveries', '--target', targetId, '--limit', '1')).toMatchObject([{ eventId }]);
  expect(await command.json('resend', eventId, targetId)).toMatchObject({ trigger: 'RESEND' });
  expect(await command.json('test', targetId)).toMatchObject({ delivered: true });
  expect(await command.json('events', '--limit', '100')).toContainEqual(expect.objectContaining({ eventId }));
  expect((await command.run(['resend', eventId, 'unknown'])).stderr).toMatch(
    /error: .+\nrequest id: .+\nnext step: /,
  );
});

test('replay counts, asks, and makes a job that can be cancelled', async () => {
  const [target] = (await command.json('targets')) as { targetId: string }[];
  const replay = ['replay', '--target', target?.targetId ?? '', '--status', 'DELIVERED', '--since', '1h'];
  const unasked = await command.run(replay);
  const { replayId } = (await command.json(...replay, '--yes', '--no-wait')) as { replayId: string };

  expect(await command.json(...replay, '--dry-run')).toMatchObject({ complete: true });
  expect([unasked.code, unasked.stderr]).toEqual([64, expect.stringContaining('--yes')]);
  expect(await command.json('replays', 'cancel', replayId)).toMatchObject({ replayId });
  expect(await command.json('replays', 'get', replayId)).toMatchObject({ replayId });
});

test('verify judges a request that a webhook got', async () => {
  const eventId = await licensor.publish();
  const { headers, body } = await arrivalOf(licensor.path('shop'), eventId);
  command.write('request.json', JSON.stringify({ headers, body }));
  command.write('changed.json', JSON.stringify({ headers, body: `${body}\n` }));

  expect(await command.run(['verify', 'request.json'], hookSecret)).toMatchObject({ code: 0 });
  expect(await command.run(['verify', 'changed.json'], hookSecret)).toMatchObject({
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
