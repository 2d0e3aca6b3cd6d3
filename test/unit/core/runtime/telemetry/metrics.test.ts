// The metric lines in a function's log (CloudWatch User Guide, "Specification: Embedded metric format").
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from '../../../../../core/runtime/telemetry/log.ts';
import { createMetrics, invocation } from '../../../../../core/runtime/telemetry/metrics.ts';
import { contextOf } from '../../../../support/builders/lambda-context.ts';

const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Herald/test');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  vi.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
const lines = () => written.map(line => JSON.parse(line));

test('an invocation writes one line with all values, the namespace and the dimension service', async () => {
  const metrics = createMetrics('dispatcher');

  await invocation(contextOf(), { log: createLog('dispatcher'), metrics }, async () => {
    metrics.add('DispatchLag', 120);
    metrics.add('DispatchLag', 80);
    metrics.add('DeliveriesExpected', 3);
  });

  expect(lines()).toMatchObject([
    {
      service: 'dispatcher',
      DispatchLag: [120, 80],
      DeliveriesExpected: 3,
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: 'Herald/test',
            Dimensions: [['service']],
            Metrics: [
              { Name: 'DispatchLag', Unit: 'Milliseconds' },
              { Name: 'DeliveriesExpected', Unit: 'Count' },
            ],
          },
        ],
      },
    },
  ]);
});

test('a metric by outcome is written twice: without and with the dimension outcome', async () => {
  const metrics = createMetrics('webhook-deliverer');

  metrics.addOutcome('AttemptsFailed', 'TIMEOUT');
  metrics.addOutcome('AttemptsFailed', 'CONFIG');
  metrics.publish();

  const seen = lines().map(({ _aws, AttemptsFailed, outcome }) => ({
    dimensions: _aws.CloudWatchMetrics[0].Dimensions,
    AttemptsFailed,
    outcome,
  }));
  expect(seen).toEqual([
    { dimensions: [['service']], AttemptsFailed: [1, 1], outcome: undefined },
    { dimensions: [['service', 'outcome']], AttemptsFailed: 1, outcome: 'TIMEOUT' },
    { dimensions: [['service', 'outcome']], AttemptsFailed: 1, outcome: 'CONFIG' },
  ]);
});

test('a failed invocation writes its metrics; one without metrics writes nothing', async () => {
  const metrics = createMetrics('authorizer');
  const log = createLog('authorizer');

  await expect(
    invocation(contextOf(), { log, metrics }, async () => {
      metrics.add('AuthRefusals');
      throw new Error('Unauthorized');
    }),
  ).rejects.toThrow('Unauthorized');
  await invocation(contextOf(), { log, metrics }, async () => undefined);

  expect(lines()).toMatchObject([{ AuthRefusals: 1 }]);
});
