// A replay in the console with a browser: counted, started, watched and cancelled.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../support/browser/chromium.ts';
import { openConsole } from '../support/browser/console-tab.ts';
import { withDelivered } from '../support/emulator/delivered-events.ts';
import { receivedIds } from '../support/emulator/receiver.ts';
import { runReplays } from '../support/emulator/scheduler.ts';
import { linkFor } from '../support/emulator/sessions.ts';
import { eventually } from '../support/emulator/wait.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

it('is counted before it starts, shows its progress, and is cancelled', {
  timeout: 240_000,
}, async () => {
  const count = 300;
  const { licensor, path, ask } = await withDelivered(count);
  const { page, close } = await openConsole(browser, await linkFor(licensor, 'replay'));
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  const query = new URLSearchParams({ targetId: ask.targetId, statuses: 'DELIVERED', rate: '1' });
  await page.goto(new URL(`/replays?${query}`, page.url()).href);

  await page.getByRole('button', { name: 'Count them first' }).click();
  await page.getByText(`Send ${count} deliveries again?`).waitFor();
  await page.getByText('It has some of them already').waitFor();
  expect(await receivedIds(path)).toEqual([]);
  await page.getByRole('button', { name: 'Start the replay' }).click();
  await page.getByRole('progressbar').first().waitFor();
  await eventually(
    'the first deliveries of the replay',
    async () => {
      await runReplays(licensor.name);
      return receivedIds(path);
    },
    ids => ids.length > 0,
    120_000,
  );
  await page.getByRole('button', { name: /^Cancel the replay / }).click();
  await page.getByText('What was sent stays sent.').waitFor();
  await page.getByRole('button', { name: 'Cancel the replay', exact: true }).click();

  // The scheduler ends it within two minutes: replays.test.ts waits for that.
  await page.getByText('Being cancelled').waitFor();
  const { body } = await licensor.partner.call('GET', '/replays');
  expect(body).toMatchObject({ replays: [{ status: 'CANCELLING', ratePerSecond: 1 }] });
  await close();
});
