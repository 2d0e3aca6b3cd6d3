// The webhook deliverer: sends notifications to partners' HTTPS endpoints. It cannot assume roles.
import type { KMSClient } from '@aws-sdk/client-kms';
import type * as z from 'zod';
import { createDeliveryHandler, type DeliveryClients } from '../../core/delivery/create-delivery-handler.ts';
import { createOutbound } from '../../core/runtime/outbound/outbound.ts';
import { createMetrics } from '../../core/runtime/telemetry/metrics.ts';
import { createAnswerWriter } from '../../core/store/deliveries/answers.ts';
import { createSecretReader } from '../../core/store/registry/secrets.ts';
import type { environment } from './contract.ts';
import { cacheCredentials } from './credentials.ts';
import { createWebhookSend } from './webhook.ts';

export function createHandler(
  env: z.output<typeof environment>,
  { kms, ...clients }: DeliveryClients & { kms: KMSClient },
) {
  const metrics = createMetrics('webhook-deliverer');
  const keyId = env.ANSWERS_KEY_ID;
  const send = createWebhookSend({
    outbound: createOutbound({
      extraOrigins: env.EXTRA_ORIGINS,
      onRefused: () => metrics.add('GuardRefusals'),
    }),
    readCredentials: cacheCredentials(createSecretReader(clients.db, env.SECRETS_TABLE, kms)),
    deadlineMs: env.DEADLINE_MS,
    clock: Date.now,
    keepsAnswers: keyId !== '',
  });
  const answers = keyId === '' ? undefined : createAnswerWriter(clients.db, env.DELIVERIES_TABLE, keyId, kms);
  return createDeliveryHandler('webhook', env, clients, send, metrics, answers);
}
