// `npm run bench [-- --json FILE]`: measures the bundles and the deliveries. See README.md.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeCertificate } from '../local/emulator/certificate.ts';
import { Failure } from '../local/emulator/progress.ts';
import { countAwsCalls } from './aws-calls.ts';
import type { StubReport } from './aws-stub.ts';
import { type Bundle, buildBundles } from './bundles.ts';
import { environmentOf } from './function-environment.ts';
import { importTimes } from './import-time.ts';
import { bundleLines, callLines, type Figures, maxBundleKb, speedLines, speedsOf } from './report.ts';
import { measureInTurns, type Way } from './rounds.ts';
import type { SinkReport } from './sink.ts';
import type { Speed } from './speed.ts';
import { startWorker, stopWorkers, type Worker } from './worker.ts';

const jsonFile = readArguments();
const folder = mkdtempSync(join(tmpdir(), 'herald-bench-'));
process.on('exit', () => {
  stopWorkers();
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
// The parent process, local/install.mjs, has ended.
process.on('disconnect', () => process.exit(130));

const figures = await run().catch(fail);
if (jsonFile !== undefined) writeFileSync(jsonFile, `${JSON.stringify(figures, rounded, 2)}\n`);
process.exit(Object.entries(figures.bundles).every(([name, { kb }]) => kb < maxBundleKb(name)) ? 0 : 1);

function readArguments(): string | undefined {
  try {
    return parseArgs({ options: { json: { type: 'string' } } }).values.json;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nUsage: npm run bench [-- --json FILE]`);
    process.exit(2);
  }
}

function fail(error: unknown): never {
  console.error(error instanceof Failure ? error.message : error);
  process.exit(1);
}

async function run(): Promise<Figures> {
  console.log('Building the bundles (cdk synth) …\n');
  const bundles = await buildBundles(folder);
  const { certFile, keyFile } = await makeCertificate(folder);
  const sink = startWorker<'report', SinkReport>('sink.ts', [certFile, keyFile]);
  const { origin } = await sink.ask('report');
  const stub = startWorker<'report', StubReport>('aws-stub.ts', [origin]);
  const { url } = await stub.ask('report');
  const environment = (bundle: Bundle) => environmentOf(bundle, { url, origin, caFile: certFile });

  const weights: Figures['bundles'] = {};
  for (const bundle of bundles) {
    const { name, file, kb } = bundle;
    weights[name] = { kb, ...(await importTimes(file, environment(bundle), folder)) };
  }
  print(bundleLines(weights));

  const rounds = await measureInTurns(startClients(bundles, origin, certFile, environment), sink);
  const speeds = speedsOf(rounds);
  print(speedLines(rounds, speeds));

  const calls: Figures['awsCallsPer1000Events'] = {};
  for (const bundle of bundles) {
    const counted = await countAwsCalls(bundle, environment(bundle), stub);
    if (counted) calls[bundle.name] = counted;
  }
  print(['AWS calls', ...callLines(calls)]);
  return { bundles: weights, ...speeds, awsCallsPer1000Events: calls };
}

function startClients(
  bundles: readonly Bundle[],
  origin: string,
  caFile: string,
  environment: (bundle: Bundle) => Record<string, string>,
): Record<Way, Worker<number, Speed>> {
  const deliverer = bundles.find(({ name }) => name === 'webhook-deliverer');
  if (!deliverer) throw new Error('the app has no webhook-deliverer');
  const { file, name } = deliverer;
  return {
    bare: startWorker('bare.ts', [origin], { NODE_EXTRA_CA_CERTS: caFile }),
    send: startWorker('send.ts', [origin], { NODE_EXTRA_CA_CERTS: caFile }),
    handler: startWorker('lambda.ts', [file, name], environment(deliverer)),
  };
}

function print(lines: readonly string[]): void {
  console.log(`${lines.join('\n')}\n`);
}

/** Rounds to four digits. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
