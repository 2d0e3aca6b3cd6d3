// Getting into the console with a browser: by a link, once, until the session is revoked.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { launchChromium } from '../support/browser/chromium.ts';
import { openConsole } from '../support/browser/console-tab.ts';
import { Licensor } from '../support/emulator/licensor.ts';

const linkSchema = z.object({ url: z.string(), sessionId: z.string() });
const linkFor = (licensor: Licensor) =>
  licensor.partner.post('/portal-sessions', { capabilities: ['view'] }, linkSchema);

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

it('a link opens the overview, and a reload keeps the session', async () => {
  const { url } = await linkFor(await Licensor.onboard());
  const { page, close } = await openConsole(browser, url);

  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  // The code would otherwise stay in the history of the browser.
  expect(page.url()).toBe(new URL('/', url).href);
  await page.reload();
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  expect(await page.context().cookies()).toEqual([]);
  await close();
});

it('a link that was used opens nothing, and says why', async () => {
  const { url } = await linkFor(await Licensor.onboard());
  const first = await openConsole(browser, url);
  await first.page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();

  const second = await openConsole(browser, url);

  await second.page.getByRole('heading', { name: 'This session is not valid', level: 1 }).waitFor();
  await second.page.getByText('this code is wrong, was used, or is older than 60 seconds').waitFor();
  await Promise.all([first.close(), second.close()]);
});

it('a session that was revoked is told so', async () => {
  const licensor = await Licensor.onboard();
  const { url, sessionId } = await linkFor(licensor);
  const { page, close } = await openConsole(browser, url);
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();

  expect((await licensor.partner.call('DELETE', `/portal-sessions/${sessionId}`)).status).toBe(204);
  await expect
    .poll(
      async () => {
        await page.reload();
        const heading = page.getByRole('heading', { level: 1 });
        await heading.waitFor();
        return heading.textContent();
      },
      { timeout: 30_000, interval: 1_000 },
    )
    .toBe('This session is not valid');
  await close();
});
