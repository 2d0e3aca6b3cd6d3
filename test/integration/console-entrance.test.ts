// Getting into the console with a browser: by a link, once, until the session is revoked.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtConsole } from '../../lib/console/build.ts';
import { violationsIn } from '../support/browser/accessibility.ts';
import { launchChromium } from '../support/browser/chromium.ts';
import { openConsole } from '../support/browser/console-tab.ts';
import { herald } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { expireSession, sessionLink } from '../support/emulator/sessions.ts';

const viewLink = (licensor: Licensor) => sessionLink(licensor, { capabilities: ['view'] });

async function revoke(licensor: Licensor, sessionId: string): Promise<void> {
  expect((await licensor.partner.call('DELETE', `/portal-sessions/${sessionId}`)).status).toBe(204);
}

const overview = (page: Page) => page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

it('a link opens the overview, and a reload keeps the session', async () => {
  const { url } = await viewLink(await Licensor.onboard());
  const { page, close } = await openConsole(browser, url);

  await overview(page);
  // The code would otherwise stay in the history of the browser.
  expect(page.url()).toBe(new URL('/', url).href);
  await page.reload();
  await overview(page);
  expect(await page.context().cookies()).toEqual([]);
  await close();
});

it('a link that was used opens nothing, and says why', async () => {
  const { url } = await viewLink(await Licensor.onboard());
  const first = await openConsole(browser, url);
  await overview(first.page);

  const second = await openConsole(browser, url);

  await second.page.getByRole('heading', { name: 'This session is not valid', level: 1 }).waitFor();
  await second.page.getByText('this code is wrong, was used, or is older than 60 seconds').waitFor();
  await Promise.all([first.close(), second.close()]);
});

describe.concurrent('the page of a session', () => {
  it.each([
    ['was revoked', revoke],
    ['has expired in the Registry', expireSession],
  ])('that %s says so, shows nothing else, and how to get in again', async (_, end) => {
    const licensor = await Licensor.onboard();
    const { url, sessionId } = await viewLink(licensor);
    const { page, close } = await openConsole(browser, url);
    await overview(page);
    const links = page.getByRole('link', { name: 'Deliveries' });

    await end(licensor, sessionId);

    // The authorizer's answer is cached for five seconds. A reload of the page that says so would forget why.
    await expect
      .poll(
        async () => {
          if ((await links.count()) > 0) await page.reload();
          await page.waitForLoadState('networkidle');
          return page.getByRole('heading', { level: 1 }).allTextContents();
        },
        { timeout: 30_000, interval: 1_000 },
      )
      .toEqual(['This session is not valid']);
    await page.getByText('Ask whoever gave you the last link for a new one').waitFor();
    expect(await links.count()).toBe(0);
    expect(await page.evaluate(() => Object(globalThis).sessionStorage.length)).toBe(0);
    await close();
  });
});

it('the first load is at most 350 KB of scripts and 120 KB of style sheets, compressed', async () => {
  const { url } = await viewLink(await Licensor.onboard());
  const { page, loaded, close } = await openConsole(browser, url);
  await overview(page);
  await page.waitForLoadState('networkidle');
  const kilobytes = (kind: string) =>
    [...loaded]
      .filter(path => path.endsWith(kind))
      .reduce((sum, path) => sum + gzipSync(readFileSync(join(builtConsole, path))).length / 1024, 0);

  expect(kilobytes('.js')).toBeGreaterThan(50);
  expect(kilobytes('.js')).toBeLessThan(350);
  expect(kilobytes('.css')).toBeLessThan(120);
  await close();
});

it.each(['light', 'dark'] as const)('axe finds nothing on the overview, in %s colours', async colorScheme => {
  const { url } = await viewLink(await Licensor.onboard());
  const { page, close } = await openConsole(browser, url, { colorScheme });
  await overview(page);
  await page.waitForLoadState('networkidle');

  expect(await violationsIn(page)).toEqual([]);
  await close();
});

it('axe finds nothing where a reader without a session comes to', async () => {
  const { page, close } = await openConsole(browser, herald.consoleOrigin);
  await page.getByRole('heading', { name: 'Open the console by a link', level: 1 }).waitFor();

  expect(await violationsIn(page)).toEqual([]);
  await close();
});

it('a page that breaks its policy fails the test that opened it', async () => {
  const { page, close } = await openConsole(browser, herald.consoleOrigin);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate(() => Object(globalThis).document.body.setAttribute('style', 'color: red'));

  await expect(close()).rejects.toThrow(/style/);
});
