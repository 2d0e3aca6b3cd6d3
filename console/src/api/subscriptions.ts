// Changes of subscriptions.

import type { components, operations } from '../../../packages/client/src/schema.generated.ts';
import type { LicensorApi } from '../session/session-context.tsx';
import { answerOf } from './client.ts';

export type Subscription = components['schemas']['Subscription'];
export type SubscriptionRequest =
  operations['createSubscription']['requestBody']['content']['application/json'];

/** @param key the same one gives the same subscription, however often it is sent. @throws HeraldError */
export const createSubscription = (
  { api, licensor }: LicensorApi,
  body: SubscriptionRequest,
  key: string,
): Promise<Subscription> =>
  answerOf(
    api.POST('/{licensor}/notifications/subscriptions', {
      params: { path: { licensor }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );
