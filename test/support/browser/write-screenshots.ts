// `npm run screenshots`: writes pictures of all screens to docs/console/, in light and dark colours. It needs
// the Herald that `npm start` runs; HERALD_PORT chooses one of several.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { appFolder } from '#places';
import { makeLinks } from '../../../local/console/links.ts';
import { licensor } from '../../../local/tour/tour.ts';
import { launchChromium } from './chromium.ts';
import { openConsole } from './console-tab.ts';

const folder = join(appFolder, 'docs', 'console');
const port = Number(process.env['HERALD_PORT'] ?? '4566');

/** A link in the page: its words and its path. */
type Place = { name: string; path: string };

const placesIn = async (page: Page, links: string): Promise<Place[]> =>
  Promise.all(
    (await page.locator(links).all()).map(async link => ({
      name: (await link.innerText()).trim(),
      path: (await link.getAttribute('href')) ?? '/',
    })),
  );

/** `why-did-i-not-get-it` for `Why did I not get it?` */
const fileName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

/** The text of a loading screen ends with an ellipsis. */
async function untilLoaded(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
}

async function picture(browser: Browser, colorScheme: 'light' | 'dark'): Promise<void> {
  for (const [person, url] of Object.entries(await makeLinks(port, licensor))) {
    const { page, close } = await openConsole(browser, url, { colorScheme });
    await untilLoaded(page);
    const [target] = await placesIn(page, 'main a[href*="/targets/"]');
    const navigation = await placesIn(page, 'nav a[href^="/"]');
    const screens = target ? [...navigation, { ...target, name: 'target' }] : navigation;
    // The heading of the navigation leads to the overview too: the later name of a path counts.
    const byPath = new Map(screens.map(({ name, path }) => [path, name]));
    for (const [path, name] of byPath) {
      await page.goto(new URL(path, url).href);
      await untilLoaded(page);
      const file = `${person}-${fileName(name)}-${colorScheme}.png`;
      await page.screenshot({ path: join(folder, file) });
      console.log(`docs/console/${file}`);
    }
    await close();
  }
}

mkdirSync(folder, { recursive: true });
const browser = await launchChromium();
try {
  for (const colorScheme of ['light', 'dark'] as const) await picture(browser, colorScheme);
} finally {
  await browser.close();
}
