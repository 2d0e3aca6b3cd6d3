// A tab of a browser with the console. Whatever a page may not do, a violation of the Content-Security-Policy
// or an uncaught error, makes the test fail when the tab is closed. `npm run screenshots` uses it too,
// outside of Vitest: it must not import what needs the stack of the integration tests.
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export type ConsoleTab = {
  readonly page: Page;
  /** The paths of the scripts and style sheets that the page has loaded, e.g. `/assets/index-Dk3.js`. */
  readonly loaded: ReadonlySet<string>;
  /** @throws Error that lists what went wrong in the page */
  close(): Promise<void>;
};

/**
 * @param url a link to the console, or any of its addresses
 * @param options of the browser, e.g. `colorScheme: 'dark'`
 */
export async function openConsole(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<ConsoleTab> {
  // Without animations, in which colours and places are not what they will be.
  const usual = { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' } as const;
  const context = await browser.newContext({ ...usual, ...options });
  // As the browser adds it, the Content-Security-Policy does not apply to it.
  await context.addInitScript({ content: axe.source });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', error => faults.push(`uncaught: ${error.message}`));
  // Chromium reports violations of all policies there, also those of frames and workers.
  page.on('console', message => {
    if (message.type() === 'error' && !isAnswer(message.text())) faults.push(message.text());
  });
  const loaded = new Set<string>();
  page.on('response', response => {
    const { pathname } = new URL(response.url());
    if (/\.(?:css|js)$/.test(pathname)) loaded.add(pathname);
  });
  await page.goto(url);
  const close = async () => {
    await context.close();
    if (faults.length > 0) throw new Error(`The page did what it must not do:\n${faults.join('\n')}`);
  };
  return { page, loaded, close };
}

/** An answer of the API with 4xx, which tests provoke; the page shows it. */
const isAnswer = (text: string): boolean => text.startsWith('Failed to load resource: the server responded');
