// Whether Herald does its work in time: the first look at an incident, for operators' commands and the
// console.
import { settledAfterMs, type Watermarks } from '../store/deliveries/watermark.ts';
import { timeOf } from '../store/events/event-cursor.ts';

/** The thresholds of the alarms (lib/operations/paging-alarms.ts, lib/operations/warning-alarms.ts). */
const overdueAfterSeconds = 300;
const auditBehindAfterSeconds = 45 * 60;

/** @returns the time up to which all shards are audited, milliseconds; undefined before the first run */
export async function auditedUntil(watermarks: Watermarks): Promise<number | undefined> {
  const positions = [...(await watermarks.read()).values()];
  return positions.length === 0 ? undefined : Math.min(...positions.map(timeOf));
}

/** @returns how much later than it should the audit checks events, seconds; undefined before its first run */
export const auditBehindSeconds = (until: number | undefined, now: number): number | undefined =>
  until === undefined ? undefined : Math.max(0, Math.round((now - settledAfterMs - until) / 1000));

/** @param quarantined messages. @returns what is not as it should be, with the section of the runbook */
export function problemsOf(
  overdueSeconds: number,
  behindSeconds: number | undefined,
  quarantined: number,
): string[] {
  return [
    overdueSeconds > overdueAfterSeconds &&
      `deliveries are overdue by ${overdueSeconds} s: see DeliveriesOverdue in the runbook`,
    quarantined > 0 &&
      `the quarantine has ${quarantined} message${quarantined === 1 ? '' : 's'}: see QuarantineNotEmpty in the runbook`,
    (behindSeconds ?? 0) > auditBehindAfterSeconds &&
      `the audit is ${behindSeconds} s behind: see AuditBehind in the runbook`,
  ].filter(one => typeof one === 'string');
}
