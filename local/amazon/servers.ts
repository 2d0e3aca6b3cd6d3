// Starts DynamoDB Local, which Amazon makes, and ElasticMQ, which speaks the API of SQS: in memory, on the
// loopback address only. They end with this process (docs/decisions/0037-amazon-local.md).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Child } from '../emulator/child.ts';
import { account } from '../emulator/emulator.ts';
import { availablePort } from '../emulator/port.ts';
import { Failure } from '../emulator/progress.ts';
import { jars, javaEnvironment } from './java.ts';

export type Server = { readonly url: string; stop(): Promise<void> };

const bootMilliseconds = 60_000;

/** @param folder for the log */
export async function startDynamoDbLocal(folder: string): Promise<Server> {
  const port = await availablePort(0);
  const config = join(import.meta.dirname, 'dynamodb-local.xml');
  const main = ['-Xmx1g', `-Djava.library.path=${jars}`, '-cp', join(jars, '*')];
  const args = [...main, 'org.eclipse.jetty.xml.XmlConfiguration', `port=${port}`, config];
  return start('DynamoDB Local', args, port, folder);
}

/** The queues belong to the emulator's account. They are made with the API of SQS.
 * @param folder for the configuration and the log */
export async function startElasticMq(folder: string): Promise<Server> {
  const port = await availablePort(0);
  const config = join(folder, 'elasticmq.conf');
  const address = `{ protocol = http, host = "127.0.0.1", port = ${port}, context-path = "" }`;
  const rest = `{ enabled = true, bind-hostname = "127.0.0.1", bind-port = ${port}, sqs-limits = strict }`;
  writeFileSync(
    config,
    `include classpath("application.conf")\nnode-address = ${address}\nrest-sqs = ${rest}\n` +
      `rest-stats { enabled = false }\naws { region = us-east-1, accountId = "${account}" }\n`,
  );
  const main = ['-Xmx512m', `-Dconfig.file=${config}`, '-cp', join(jars, '*')];
  return start('ElasticMQ', [...main, 'org.elasticmq.server.Main'], port, folder);
}

async function start(name: string, args: readonly string[], port: number, folder: string): Promise<Server> {
  const log = join(folder, `${name.toLowerCase().replace(' ', '-')}.log`);
  const child = new Child({ name, command: 'java', args, environment: javaEnvironment, folder, log });
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + bootMilliseconds;
  while (Date.now() < deadline) {
    // Both answer a request without a signature, with an error.
    const answered = fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      () => true,
      () => false,
    );
    const outcome = await Promise.race([child.exited, answered]);
    if (outcome === true) return { url, stop: () => child.stop() };
    if (outcome !== false) throw child.failure(outcome);
    await delay(100);
  }
  await child.stop();
  throw new Failure(`${name} did not answer within ${bootMilliseconds / 1_000} s. Its log is ${log}`);
}
