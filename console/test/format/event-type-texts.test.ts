import { expect, test } from 'vitest';
import { type CatalogueEntry, deprecationText, isFound } from '../../src/format/event-type-texts.ts';

const entry = {
  topic: { topic: 'Orders', description: 'What becomes of an order' },
  eventType: { eventType: 'OrderShipped', description: 'It has left the warehouse' },
} as CatalogueEntry;

test.each(['', 'shipped', 'ORDERS warehouse', '  left  '])('the search %j finds it', search => {
  expect(isFound(entry, search)).toBe(true);
});

test.each(['invoice', 'shipped invoice'])('the search %j does not', search => {
  expect(isFound(entry, search)).toBe(false);
});

test('a deprecation says until when, and what comes instead', () => {
  expect(deprecationText({ since: '2026-01-31', until: '2026-07-31', use: 'OrderSent' })).toBe(
    'Deprecated since 2026-01-31, promised until 2026-07-31. Use OrderSent instead.',
  );
});
