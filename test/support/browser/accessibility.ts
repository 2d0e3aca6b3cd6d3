import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * What axe finds in the page as it is now: `rule: element`, e.g. `color-contrast: .title`.
 * @param page of console-tab.ts, which has added axe to it
 * @param rules all rules by default
 */
export async function violationsIn(page: Page, rules?: readonly string[]): Promise<string[]> {
  const options = rules === undefined ? {} : { runOnly: rules };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
