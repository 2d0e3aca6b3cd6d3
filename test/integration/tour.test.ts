import { expect, it } from 'vitest';
import { herald } from '../support/emulator-herald.ts';

const { tourRows } = herald;

it('the tour has a row for each of the six targets and each of the three event types', () => {
  expect(tourRows).toHaveLength(18);
});

it.each(tourRows)('$target receives $eventType, authenticated as documented', row => {
  expect(row).toMatchObject({ received: true, verified: expect.any(String), fault: undefined });
});
