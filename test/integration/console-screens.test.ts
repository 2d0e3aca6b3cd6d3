// All screens of the console in a browser: accessible in light and dark colours, usable on a narrow screen,
// and harmless with hostile texts.
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maxDataBytes } from '../../core/model/event/event.ts';
import { violationsIn } from '../support/browser/accessibility.ts';
import { launchChromium } from '../support/browser/chromium.ts';
import { openConsole } from '../support/browser/console-tab.ts';
import { untilFitsWindow } from '../support/browser/page-width.ts';
import { accepted } from '../support/builders/accepted-event.ts';
import { documentedData } from '../support/builders/documented-payload.ts';
import { storeEvents } from '../support/emulator/events.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { behave } from '../support/emulator/receiver.ts';
import { npmRun } from '../support/emulator/runbook.ts';
import { linkFor, sessionLink } from '../support/emulator/sessions.ts';
import { deliveryWhen } from '../support/emulator/tables.ts';
import { eventually } from '../support/emulator/wait.ts';

const hostile = '<script>window.hacked = true</script> \u202e \u{1f600} javascript:alert(1)';

const longestName = 63;

let browser: Browser;
let shown: { licensor: Licensor; targetId: string; eventId: string; failing: string };

/**
 * A licensor with a target that fails, and one with an event whose texts are hostile and as long as may be.
 */
beforeAll(async () => {
  browser = await launchChromium();
  const name = `screens_${randomUUID().replaceAll('-', '')}`;
  const licensor = await Licensor.onboard(name);
  // The next one in the operator's list, with texts as wide as may be.
  const next = await Licensor.onboard(name.padEnd(longestName, 'W'));
  await npmRun([
    'herald',
    'partner',
    'suspend',
    next.name,
    '-c',
    'stage=local',
    '--reason',
    'W'.repeat(300),
    '--yes',
  ]);
  const path = licensor.path('screens');
  await behave({ path, status: 400, times: 1, body: { reason: `${hostile} ${'x'.repeat(5_000)}` } });
  const targetId = await licensor.registerWebhook('screens');
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const long = `https://example.com/?${encodeURIComponent(hostile)}${'a'.repeat(1_900)}`;
  const data = { ...documentedData, alid: `${hostile}${'y'.repeat(150)}`, callbackUrl: long.slice(0, 2_048) };
  const eventId = await licensor.publish({ data });
  await deliveryWhen({ licensor: licensor.name, eventId, targetId }, ({ attemptCount }) => attemptCount > 0);
  const failing = await licensor.registerWebhook('failing');
  await licensor.registerWebhook(`'"><script>window.hacked=true</script>${'n'.repeat(1_500)}`);
  await behave({ path: licensor.path('failing'), status: 503, times: 1_000 });
  await licensor.subscribe({ OfferStatusUpdated: [failing] });
  const failed = await licensor.publish({ eventType: 'OfferStatusUpdated' });
  await deliveryWhen(
    { licensor: licensor.name, eventId: failed, targetId: failing },
    ({ attemptCount }) => attemptCount > 0,
  );
  shown = { licensor, targetId, eventId, failing };
}, 60_000);
afterAll(() => browser.close());

/** No screen may end with a spinner. */
const untilShown = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  const loading = page.getByText(/^Loading .* …$/);
  await eventually(
    'the end of loading',
    () => loading.count(),
    count => count === 0,
  );
};

/** Opens a screen as a link in the page does: without loading the page again. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(to => Object(globalThis).history.pushState(null, '', to), path);
  await untilShown(page);
}

const paths = ({ targetId, eventId }: typeof shown): string[] => [
  '/',
  `/targets/${targetId}`,
  '/targets/new',
  '/subscribe',
  '/deliveries',
  `/deliveries?event=${eventId}&to=${targetId}`,
  '/events',
  `/routing?eventId=${eventId}`,
  '/replays',
  '/catalogue',
  '/catalogue/OfferStatus/LiveStatusUpdated',
  '/credentials',
  '/access',
];

describe.each([
  ['light colours', { colorScheme: 'light' as const }, undefined],
  // What colours change.
  ['dark colours', { colorScheme: 'dark' as const }, ['color-contrast']],
  ['a narrow screen', { viewport: { width: 360, height: 740 } }, undefined],
])('in %s', (_, options, rules) => {
  it('axe finds nothing on any screen, and no screen is wider than the window', {
    timeout: 120_000,
  }, async () => {
    const session = { capabilities: ['replay', 'manage', 'secrets'], subject: hostile };
    const { url } = await sessionLink(shown.licensor, session);
    const { page, close } = await openConsole(browser, url, options);
    await untilShown(page);
    const found: string[] = [];
    for (const path of paths(shown)) {
      await goTo(page, path);
      found.push(...(await violationsIn(page, rules)).map(violation => `${path}: ${violation}`));
      await untilFitsWindow(page);
    }

    expect(found).toEqual([]);
    expect(await page.getByText(hostile).count()).toBeGreaterThan(0);
    expect(await page.evaluate(() => Reflect.get(globalThis, 'hacked'))).toBeUndefined();
    await close();
  });
});

it('a payload of 200 KB is shown as text, and the page stays as wide as the window', async () => {
  const { licensor } = shown;
  const payload = JSON.stringify({ note: hostile, long: 'z'.repeat(maxDataBytes) });
  const acceptedAt = new Date(Date.now() - 600_000).toISOString();
  const event = {
    ...accepted({ topic: 'OfferStatus', eventType: 'LiveStatusUpdated', data: documentedData, acceptedAt }),
    licensor: licensor.name,
    payload,
  };
  await storeEvents(event);
  const { page, close } = await openConsole(browser, await linkFor(licensor, 'view'));
  await untilShown(page);

  await page.goto(new URL('/events', page.url()).href);
  await page.getByRole('button', { name: `Show the payload of ${event.eventId}` }).click();
  await page.getByRole('button', { name: 'Show the whole payload' }).click();
  const body = page.locator('pre', { hasText: 'zzz' });

  expect(await body.textContent()).toContain('</script>');
  expect((await body.textContent())?.length).toBeGreaterThan(maxDataBytes);
  await untilFitsWindow(page);
  expect(await page.evaluate(() => Reflect.get(globalThis, 'hacked'))).toBeUndefined();
  await close();
});

it('a session that has expired says so, and shows nothing of the licensor any more', async () => {
  const { licensor, targetId } = shown;
  const { page, close } = await openConsole(browser, 'about:blank');
  await page.clock.install();
  await page.goto(await linkFor(licensor, 'view'));
  await page.getByText(targetId).first().waitFor();

  await page.clock.fastForward('13:00:00');

  await page.getByRole('heading', { name: 'Your session has expired', level: 1 }).waitFor();
  expect(await page.getByText(targetId).count()).toBe(0);
  expect(await page.evaluate(() => Object(globalThis).sessionStorage.length)).toBe(0);
  await page.reload();
  await page.getByRole('heading', { name: 'Open the console by a link', level: 1 }).waitFor();
  await close();
});

it('an operator sees whose target fails, and opens it', async () => {
  const { licensor, failing } = shown;
  const { output } = await npmRun(['herald', 'operator', 'link', '-c', 'stage=local']);
  const { page, close } = await openConsole(browser, String(output['url']));
  await page.getByRole('heading', { name: 'State of the installation' }).waitFor();
  await page.getByText('Quarantine: messages').waitFor();
  // Other tests onboard licensors too: this one may be on a later page.
  const line = page.getByRole('link', { name: failing });
  await page.getByRole('heading', { name: /^Licensors/ }).waitFor();
  for (let number = 2; (await line.count()) === 0; number++) {
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByRole('heading', { name: new RegExp(`^Licensors, page ${number}`) }).waitFor();
  }

  expect(await violationsIn(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  await untilFitsWindow(page);
  expect(await violationsIn(page)).toEqual([]);
  await line.click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/licensors/${licensor.name}/targets/${failing}`);
  await close();
});
