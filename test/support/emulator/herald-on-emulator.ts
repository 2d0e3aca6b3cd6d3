// Deploys Herald once for the whole `integration` project, and runs the tour. The run fails if a message
// came to `quarantine`, or if a function logged an error that no test expects.
import { copyFileSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { TestProject } from 'vitest/node';
import { describeRun, type Run } from '../../../local/client/run.ts';
import type { Outputs } from '../../../local/emulator/deploy.ts';
import { account, awsConfig } from '../../../local/emulator/emulator.ts';
import { type Herald, startHerald } from '../../../local/emulator/herald.ts';
import { localFolder } from '../../../local/emulator/paths.ts';
import type { Check } from '../../../local/tour/checks.ts';
import type { DocumentedApis } from '../../../local/tour/documented-apis.ts';
import type { NotificationResult } from '../../../local/tour/notification-results.ts';
import type { TestNotification } from '../../../local/tour/test-notification.ts';
import { licensor, runTour } from '../../../local/tour/tour.ts';
import { faultsOfGrants } from './grants.ts';

/** What the tests need of it. Plain data, because the tests run in other processes. */
export type DeployedHerald = {
  readonly endpointUrl: string;
  readonly receiverUrl: string;
  readonly consoleOrigin: string;
  /** PEM. Clients of the emulator and of the receiver must trust it. */
  readonly certificate: string;
  readonly outputs: Outputs;
  /** It has the logs of the functions too. */
  readonly emulatorLog: string;
  /** A file in which tests name the errors that they cause (expected-error.ts). */
  readonly expectedErrors: string;
  /** Results of the tour. It runs in this process because it reads the receiver's memory. */
  readonly tourNotifications: readonly NotificationResult[];
  readonly tourRefusal: string;
  readonly tourTest: TestNotification;
  readonly documentedApis: DocumentedApis;
  readonly platformKey: string;
  /** Checks of the tour about access keys and OAuth. */
  readonly tourAccess: readonly Check[];
  /** What `npm start` would write to its run file. */
  readonly run: Run;
};

declare module 'vitest' {
  interface ProvidedContext {
    herald: DeployedHerald;
  }
}

const integration = join(import.meta.dirname, '..', '..', 'integration');
const folder = join(localFolder, `test-${process.pid}`);
const emulatorLog = join(folder, 'emulator.log');
const expectedErrors = join(folder, 'expected-errors.txt');
const recordCalls = join(folder, 'calls.jsonl');
const keptLog = join(localFolder, 'test-emulator.log');
let herald: Herald | undefined;
/** Whether every test has passed; known to teardown, which runs when setup has failed as well. */
let hasPassed = () => false;
/** Whether all tests of the project have run, so that every grant had its chance. */
let isWhole = () => false;

export async function setup(project: TestProject): Promise<void> {
  herald = await startHerald({ folder, recordCalls });
  writeFileSync(expectedErrors, '');
  const { notifications, refusal, test, callers, access, documented } = await runTour(herald);
  project.provide('herald', {
    endpointUrl: herald.emulator.endpointUrl,
    receiverUrl: herald.receiver.url,
    consoleOrigin: herald.consoleOrigin,
    certificate: herald.certificate.cert,
    outputs: herald.outputs,
    emulatorLog,
    expectedErrors,
    tourNotifications: notifications,
    tourRefusal: refusal,
    tourTest: test,
    documentedApis: documented,
    platformKey: callers.platform.accessKey,
    tourAccess: access,
    run: describeRun(Number(new URL(herald.emulator.endpointUrl).port), herald, licensor, callers),
  });
  hasPassed = () => project.vitest.state.getCountOfFailedTests() === 0;
  isWhole = () => {
    const files = globSync('**/*.test.ts', { cwd: integration });
    const ran = project.vitest.state.getFiles().filter(({ projectName }) => projectName === project.name);
    return ran.length === files.length && project.config.testNamePattern === undefined;
  };
}

export async function teardown(): Promise<void> {
  if (!herald) return;
  const faults = [...(await quarantined(herald)), ...loggedErrors()];
  if (isWhole() && hasPassed())
    faults.push(...(await faultsOfGrants(herald.emulator.endpointUrl, recordCalls)));
  await herald.stop();
  if (faults.length > 0 || !hasPassed()) {
    copyFileSync(emulatorLog, keptLog);
    console.error(`The emulator's log, with those of the functions, is kept in ${keptLog}`);
  }
  rmSync(folder, { recursive: true, force: true });
  if (faults.length > 0) throw new Error(`Herald itself went wrong during the tests:\n${faults.join('\n')}`);
}

async function quarantined({ emulator, outputs }: Herald): Promise<string[]> {
  const sqs = new SQSClient(awsConfig(emulator.endpointUrl, account));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: outputs.QuarantineUrl, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body }) => `in quarantine: ${Body}`);
}

/**
 * A message that a function could not handle comes to quarantine only after retries that outlast the tests.
 */
function loggedErrors(): string[] {
  const lines = readFileSync(emulatorLog, 'utf8').split('\n');
  const expected = readFileSync(expectedErrors, 'utf8').split('\n').filter(Boolean);
  return lines
    .filter(line => line.startsWith('{"level":"ERROR"') && !expected.some(text => line.includes(text)))
    .map(line => `logged: ${line}`);
}
