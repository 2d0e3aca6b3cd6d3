// The survey of `status` for people.
import { count, deliveries, table } from './report.ts';
import type { Survey } from './status-survey.ts';

/** @returns paragraphs; the last one says whether Herald is well */
export function statusText(survey: Survey): (string | false)[] {
  const { due, failed, targets, suspended, queues, sources, notWell } = survey;
  return [
    [
      `due:     ${deliveries(due.count)}, the oldest overdue by ${due.oldestOverdueSeconds} s`,
      `failed:  ${deliveries(failed.count)} at ${count(failed.targets.length, 'target')}`,
      `queues:  quarantine ${queues.quarantine}, dead-deliveries ${queues.deadDeliveries}, ` +
        `webhook ${queues.webhook}, aws ${queues.aws}, ` +
        `slow lane: webhook ${queues.slowWebhook}, aws ${queues.slowAws}`,
      `audit:   ${auditText(survey)}`,
    ].join('\n'),
    sources.length > 0 && `Sources of events (publishFrom):\n${sourceTable(sources)}`,
    targets.length > 0 && `Targets that are paused, disabled or draining:\n${targetTable(targets)}`,
    suspended.length > 0 && `Suspended by an operator:\n${suspensionTable(suspended)}`,
    failed.targets.length > 0 &&
      `FAILED deliveries, which redrive sends again:\n${failedTable(failed.targets)}`,
    notWell.length > 0
      ? `Herald is not well:\n${notWell.map(one => `- ${one}`).join('\n')}`
      : `Herald is well.${failed.count > 0 ? ` ${deliveries(failed.count)} FAILED at their targets.` : ''}`,
  ];
}

const auditText = ({ auditedUntil, auditBehindSeconds }: Survey): string =>
  auditedUntil === null
    ? 'has not run yet; it runs every 15 minutes'
    : `complete until ${auditedUntil}, ${auditBehindSeconds} s behind`;

const sourceTable = (sources: Survey['sources']): string =>
  table(
    ['source', 'waiting', 'refused'],
    sources.map(({ name, waiting, refused }) => [name, waiting, refused]),
  );

const targetTable = (targets: Survey['targets']): string =>
  table(
    ['licensor', 'target', 'breaker', 'since', 'reason'],
    targets.map(({ licensor, targetId, breaker, since, reason }) => [
      ...[licensor, targetId, breaker, since, reason],
    ]),
  );

const suspensionTable = (suspended: Survey['suspended']): string =>
  table(
    ['licensor', 'target', 'since', 'reason', 'by'],
    suspended.map(({ licensor, targetId = 'all', since, reason, by }) => [
      ...[licensor, targetId, since, reason, by],
    ]),
  );

const failedTable = (targets: Survey['failed']['targets']): string =>
  table(
    ['licensor', 'target', 'failed'],
    targets.map(({ licensor, targetId, failed }) => [licensor, targetId, failed]),
  );
