// Runs the commands of docs/clients/cli.md, as printed, with the published program.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { herald } from '../../support/emulator/herald.ts';
import { Licensor } from '../../support/emulator/licensor.ts';
import { arrivalOf, webhookUrl } from '../../support/emulator/receiver.ts';
import { eventually } from '../../support/emulator/wait.ts';
import { type InstalledCommand, installedCommand } from '../../support/packages/command.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'clients', 'cli.md'), 'utf8');
const blocks = [...page.matchAll(/(?:^<!-- (.+) -->\n)?^```(sh|yaml)\n([\s\S]*?)^```\n/gm)].map(
  ([, mark, language, code = '']) => ({ mark, language, code }),
);

let command: InstalledCommand;
let licensor: Licensor;
beforeAll(async () => {
  licensor = await Licensor.onboard();
  command = await installedCommand({
    API: herald.outputs.apiUrl,
    LICENSOR: licensor.name,
    TOKEN: licensor.partnerKey,
    HERALD_PLATFORM_KEY: licensor.platformKey,
    HOOK_SECRET: randomBytes(24).toString('hex'),
  });
}, 120_000);
afterAll(() => command.remove());

async function shell(code: string, variables: object = {}): Promise<string> {
  // Everything but the variable that the page sets, which later commands need too.
  const commands = code.replace(/^export HOOK_SECRET=.*$/m, '');
  const {
    code: exit,
    stdout,
    stderr,
  } = await command.output('bash', ['-euo', 'pipefail', '-c', commands], '', variables);
  expect([code, exit, stderr]).toEqual([code, 0, expect.anything()]);
  return stdout;
}

test('the commands of the page succeed in their order', async () => {
  const path = licensor.path('webhooks');
  const variables: Record<string, string> = {};
  let ran = 0;
  for (const { mark, language, code } of blocks) {
    if (language === 'yaml')
      writeFileSync(
        join(command.folder, 'herald.yaml'),
        code.replace('https://your-api.example.com/webhooks', webhookUrl(path)),
      );
    if (language !== 'sh' || mark !== undefined) continue;
    if (code.includes('$EVENT_ID')) {
      const [target] = JSON.parse(await shell('herald targets --json'));
      const eventId = await licensor.publish();
      const { headers, body } = await arrivalOf(path, eventId);
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
      writeFileSync(join(command.folder, 'request.http'), `${lines.join('')}\n${body}`);
      Object.assign(variables, { EVENT_ID: eventId, TARGET: target.targetId });
      await eventually(
        'the delivery',
        () => shell('herald why "$EVENT_ID"', variables),
        output => output.includes('DELIVERED'),
      );
    }
    await shell(code, variables);
    ran += 1;
  }

  expect(ran).toBe(5);
});

test('each command of the page has a place in the program, also one that is not run', async () => {
  const { stdout } = await command.run(['--help']);
  const named = [...page.matchAll(/\bherald ([a-z]+)\b/g)].map(([, name = '']) => name);
  for (const name of new Set(named))
    expect([name, stdout]).toEqual([name, expect.stringMatching(`\n  ${name}\\b`)]);
});
