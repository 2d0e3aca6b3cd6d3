import type { Page } from 'playwright-core';
import { eventually } from '../emulator/wait.ts';

/** How many of the elements that are too wide an error names. */
const named = 5;

/** @returns the elements that reach beyond the window, e.g. `TABLE to 480 px`; none if the page fits */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(most => {
    const { document } = Object(globalThis);
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const reaching = [...document.querySelectorAll('body *')]
      .map(element => ({ element, right: element.getBoundingClientRect().right }))
      .filter(({ right }) => right > clientWidth);
    return [
      `page: ${scrollWidth} px in a window of ${clientWidth} px`,
      ...reaching.slice(0, most).map(({ element, right }) => `${element.tagName} to ${Math.round(right)} px`),
    ];
  }, named);

/**
 * Waits until the page is no wider than the window. The page learns a new size of the window, or of its own
 * parts, only after the browser has laid it out, and adapts then.
 * @throws Error that names elements that reach beyond the window
 */
export async function untilFitsWindow(page: Page): Promise<void> {
  await eventually(
    'a page that is no wider than the window',
    () => tooWide(page),
    parts => parts.length === 0,
    settleMilliseconds,
  );
}
const settleMilliseconds = 5_000;
