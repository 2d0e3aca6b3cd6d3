// Whether the installation works: what `npm run herald -- status` finds without a scan.
import { auditBehindSeconds, auditedUntil, problemsOf } from '../../core/history/installation-state.ts';
import type { Survey } from '../../core/model/api/operator-view.ts';
import { queueSizes } from '../../core/runtime/aws/queue-size.ts';
import { oldestDue } from '../../core/store/deliveries/oldest-due.ts';
import { createWatermarks } from '../../core/store/deliveries/watermark.ts';
import type { Clients, Environment } from './create-handler.ts';
import { linksOf } from './links.ts';

export function createSurvey(env: Environment, { db, sqs }: Clients, clock: () => number) {
  const watermarks = createWatermarks(db, env.DELIVERIES_TABLE);
  const queueUrls = {
    quarantine: env.QUARANTINE_URL,
    deadDeliveries: env.DEAD_DELIVERIES_URL,
    webhook: env.WEBHOOK_QUEUE_URL,
    slowWebhook: env.SLOW_WEBHOOK_QUEUE_URL,
    aws: env.AWS_QUEUE_URL,
    slowAws: env.SLOW_AWS_QUEUE_URL,
  };

  return async (): Promise<Survey> => {
    const now = clock();
    const [due, until, queues] = await Promise.all([
      oldestDue(db, env.DELIVERIES_TABLE, now),
      auditedUntil(watermarks),
      queueSizes(sqs, queueUrls),
    ]);
    const overdueSeconds = due === undefined ? 0 : Math.round((now - due) / 1000);
    const behind = auditBehindSeconds(until, now);
    return {
      at: new Date(now).toISOString(),
      problems: problemsOf(overdueSeconds, behind, queues.quarantine),
      overdueSeconds,
      ...(behind !== undefined && { auditBehindSeconds: behind }),
      queues,
      links: linksOf(env, queueUrls),
    };
  };
}
