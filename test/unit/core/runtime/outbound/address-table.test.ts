// Registration refuses every URL of the table of private addresses.
import { expect, test } from 'vitest';
import { refusalOfUrl } from '../../../../../core/model/target/webhook-url.ts';
import { addresses, refusedUrls, spellings } from '../../../../support/builders/address-table.ts';

test('the table has at least 80 addresses and spellings, each once', () => {
  expect(addresses.length + spellings.length).toBeGreaterThanOrEqual(80);
  for (const list of [addresses, spellings]) expect(new Set(list).size).toBe(list.length);
});

test.each(refusedUrls.map(url => [JSON.stringify(url), url]))('%s may not be registered', (_, url) => {
  expect(refusalOfUrl(url, [])).toMatch(/^expected /);
});

test.each(refusedUrls.map(url => [JSON.stringify(url), url]))(
  '%s may not be registered beside an extra origin',
  (_, url) => {
    expect(refusalOfUrl(url, ['https://127.0.0.1:4567'])).toMatch(/^expected /);
  },
);
