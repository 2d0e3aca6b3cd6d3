// fast-check chooses concurrent changes and the order of their DynamoDB calls. A failure prints the seed and
// the path that repeat it.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { partnerAccount } from '../../local/emulator/emulator.ts';
import {
  apiInProcess,
  type Call,
  type InProcessApi,
  onboardInProcess,
} from '../support/emulator/api-in-process.ts';
import { violationsIn } from '../support/emulator/invariants.ts';
import { registryOf } from '../support/emulator/tables.ts';

const runs = 50;
/** Resources at the start: few, so that changes collide; and more targets than the subscriptions use. */
const count = { targets: 4, subscriptions: 2 };

const target = fc.nat(count.targets - 1);
const subscription = fc.nat(count.subscriptions - 1);
const targets = fc.uniqueArray(target, { minLength: 1, maxLength: 2 });
const mapping = fc.oneof(
  fc.record({ LiveStatusUpdated: targets }),
  fc.record({ LiveStatusUpdated: targets, OfferStatusUpdated: targets }),
  fc.record({ AssetStatusUpdated: targets }),
);
type Mapping = Partial<Record<string, number[]>>;

const change = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('subscribe' as const), mapping }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('resubscribe' as const), subscription, mapping }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('unsubscribe' as const), subscription }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete target' as const), target }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('change target' as const), target }) },
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

const queue = {
  type: 'SQS',
  destination: `arn:aws:sqs:us-east-1:${partnerAccount}:notifications`,
  auth: { assumeRoleArn: `arn:aws:iam::${partnerAccount}:role/delivery` },
};

type Ids = { targets: string[]; subscriptions: string[] };

const subscriptionOf = (chosen: Mapping, ids: Ids) => ({
  topic: 'AssetStatusUpdated' in chosen ? 'AssetStatus' : 'OfferStatus',
  eventTargetMapping: Object.fromEntries(
    Object.entries(chosen).map(([eventType, numbers = []]) => [
      eventType,
      numbers.map(number => ids.targets[number]),
    ]),
  ),
});

function callOf(one: Change, ids: Ids): Call {
  switch (one.kind) {
    case 'subscribe':
      return { method: 'POST', collection: 'subscriptions', body: subscriptionOf(one.mapping, ids) };
    case 'resubscribe': {
      const body = subscriptionOf(one.mapping, ids);
      return { method: 'PUT', collection: 'subscriptions', id: ids.subscriptions[one.subscription], body };
    }
    case 'unsubscribe':
      return { method: 'DELETE', collection: 'subscriptions', id: ids.subscriptions[one.subscription] };
    case 'delete target':
      return { method: 'DELETE', collection: 'targets', id: ids.targets[one.target] };
    case 'change target':
      return { method: 'PUT', collection: 'targets', id: ids.targets[one.target], body: queue };
  }
}

async function prepare(api: InProcessApi, mappings: Mapping[]): Promise<Ids> {
  const ids: Ids = { targets: [], subscriptions: [] };
  for (let number = 0; number < count.targets; number++) {
    ids.targets.push((await api({ method: 'POST', collection: 'targets', body: queue })).id);
  }
  for (const chosen of mappings) {
    ids.subscriptions.push((await api(callOf({ kind: 'subscribe', mapping: chosen as never }, ids))).id);
  }
  return ids;
}

it('concurrent changes leave no dangling route, no wrong reference and no wrong count', async () => {
  const property = fc.asyncProperty(
    fc.array(mapping, { minLength: count.subscriptions, maxLength: count.subscriptions }),
    fc.array(change, { minLength: 2, maxLength: 20, size: 'max' }),
    fc.scheduler(),
    async (before, changes, scheduler) => {
      const licensor = `licensor-${randomUUID()}`;
      await onboardInProcess(licensor);
      const ids = await prepare(apiInProcess(licensor), before);
      const api = apiInProcess(licensor, scheduler);
      const outcomes = await scheduler.waitFor(Promise.all(changes.map(one => api(callOf(one, ids)))));

      const items = await registryOf(licensor);
      expect(violationsIn(items)).toEqual([]);
      const done = (kind: Change['kind']) =>
        changes.filter((one, index) => one.kind === kind && (outcomes[index]?.status ?? 400) < 300).length;
      const countOf = (prefix: string) =>
        items.filter(item => String(item['itemId']).startsWith(prefix)).length;
      expect(countOf('SUBSCRIPTION#')).toBe(count.subscriptions + done('subscribe') - done('unsubscribe'));
      expect(countOf('TARGET#')).toBe(count.targets - done('delete target'));
      // The limits of a licensor are checked against these counts.
      expect(items.find(({ itemId }) => itemId === 'LICENSOR')).toMatchObject({
        targetCount: countOf('TARGET#'),
        subscriptionCount: countOf('SUBSCRIPTION#'),
      });
    },
  );
  await fc.assert(property, { numRuns: runs, endOnFailure: true });
});
