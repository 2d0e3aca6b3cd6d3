import { expect, it } from 'vitest';
import { herald } from '../support/emulator-herald.ts';

const { tourRows, tourRefusal, tourTest } = herald;

it('the tour has a row for each of the six targets and each of the three event types', () => {
  expect(tourRows).toHaveLength(18);
});

it.each(tourRows)('$target receives $eventType, authenticated as documented', row => {
  expect(row).toMatchObject({ received: true, verified: expect.any(String), fault: undefined });
});

it('the tour shows the refusal of a role that can be assumed without its external id', () => {
  expect(tourRefusal).toMatch(
    /^auth\.assumeRoleArn: .* can be assumed without an external id: .*\(ASSUMABLE_WITHOUT_EXTERNAL_ID\)$/,
  );
});

it('the tour shows a test notification that arrived, signed', () => {
  expect(tourTest).toMatchObject({
    verified: true,
    text: expect.stringContaining('received and verified (hmac'),
  });
});
