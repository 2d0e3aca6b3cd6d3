// An id that is too long for a DynamoDB key gets the answer for an unknown id, not a failure inside Herald.
import { beforeAll, describe, expect, it } from 'vitest';
import { Licensor } from '../support/emulator/licensor.ts';
import { expectRefusal } from '../support/emulator/refusal.ts';

const long = 'x'.repeat(3000);
let licensor: Licensor;
beforeAll(async () => {
  licensor = await Licensor.onboard();
});

describe.each(['targets', 'subscriptions'])('/%s', resource => {
  it.each(['GET', 'DELETE'])('%s of an id of 3,000 characters is answered 404', async method => {
    const answer = await licensor.partner.call(method, `/${resource}/${long}`);

    expectRefusal(answer, { status: 404, code: 'NOT_FOUND', says: 'there is no' });
  });
});

it('a query for a target id of 3,000 characters is answered 404', async () => {
  const answer = await licensor.partner.call('GET', `/targets?targetId=${long}`);

  expectRefusal(answer, { status: 404, code: 'NOT_FOUND', says: 'there is no target' });
});

it('a page token with an id of 3,000 characters is refused', async () => {
  const token = Buffer.from(JSON.stringify([licensor.name, `TARGET#${long}`])).toString('base64url');

  const answer = await licensor.partner.call('GET', `/targets?nextToken=${token}`);

  expect(answer.status).toBe(400);
});
