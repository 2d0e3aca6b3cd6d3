// With the log level WARN, what alarms, rules and the runbook read is still written; what ended well is not.
import { expect, test, vi } from 'vitest';
import { slowAfterMs } from '../../core/model/target/slowness.ts';
import { everyLogLine } from '../support/simulation/every-log-line.ts';
import { loadWorld } from '../support/simulation/fault-world.ts';

vi.mock('node:https', () => import('../support/simulation/simulated-partner.ts'));
vi.mock('node:timers/promises', async () => ({
  setTimeout: (await import('../support/simulation/virtual-time.ts')).sleep,
}));

const world = await loadWorld(1, {
  POWERTOOLS_LOG_LEVEL: 'WARN',
  // Lambda sets it to its own level (lib/lambda-function.ts).
  AWS_LAMBDA_LOG_LEVEL: 'INFO',
  POWERTOOLS_METRICS_DISABLED: 'false',
});
const { lines } = await everyLogLine(world);
const linesOf = (message: string) => lines.filter(line => line['message'] === message);

test('failed and slow attempts are written, and no others', () => {
  const attempts = linesOf('delivery attempted');
  const isWarning = (line: Record<string, unknown>) =>
    line['class'] !== 'DELIVERED' || Number(line['durationMs']) > slowAfterMs;

  expect(attempts.filter(line => !isWarning(line))).toEqual([]);
  expect(attempts.some(line => line['class'] === 'SERVER_ERROR')).toBe(true);
  expect(attempts.some(line => line['class'] === 'DELIVERED')).toBe(true);
});

test('refused and failed requests are written, and no others', () => {
  const statuses = linesOf('request handled').map(({ status }) => Number(status));

  expect(Math.min(...statuses)).toBeGreaterThanOrEqual(400);
  expect(statuses).toEqual(expect.arrayContaining([404, 500]));
});

test.each(['token refused', 'health of a target changed', 'target disabled', 'delivery attempted'])(
  'the line "%s", which the runbook or its queries need, is written',
  message => {
    expect(linesOf(message).length).toBeGreaterThan(0);
  },
);

test('what ended well is not written', () => {
  for (const message of ['event dispatched', 'due deliveries woken', 'audit finished'])
    expect(linesOf(message)).toEqual([]);
});

test('metrics are written, as lines that have no level', () => {
  const metrics = lines.filter(line => '_aws' in line);
  const names = new Set(metrics.flatMap(line => Object.keys(line)));

  expect(names).toContain('Delivered');
  expect(names).toContain('EventsAccepted');
  expect(metrics.filter(line => 'level' in line)).toEqual([]);
});
