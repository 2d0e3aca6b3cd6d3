// Starts DynamoDB Local and ElasticMQ once for the whole `amazon` project.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { installJars, missingJava } from '../../../local/amazon/java.ts';
import { type Server, startDynamoDbLocal, startElasticMq } from '../../../local/amazon/servers.ts';
import { localFolder } from '../../../local/emulator/paths.ts';

/** Plain data, because the tests run in other processes. */
export type AmazonServers = { readonly dynamoDb: string; readonly sqs: string; readonly folder: string };

declare module 'vitest' {
  interface ProvidedContext {
    /** Undefined if this machine has no Java. */
    amazon: AmazonServers | undefined;
  }
}

const folder = join(localFolder, `amazon-${process.pid}`);
const started: Server[] = [];

export async function setup(project: TestProject): Promise<void> {
  const missing = missingJava();
  if (missing !== undefined) {
    console.warn(`The tests on DynamoDB Local and ElasticMQ are skipped: they need ${missing}.`);
    project.provide('amazon', undefined);
    return;
  }
  mkdirSync(folder, { recursive: true });
  await installJars();
  const servers = await Promise.all([startDynamoDbLocal(folder), startElasticMq(folder)]);
  started.push(...servers);
  const [{ url: dynamoDb }, { url: sqs }] = servers;
  project.provide('amazon', { dynamoDb, sqs, folder });
}

export async function teardown(): Promise<void> {
  await Promise.all(started.map(server => server.stop()));
  rmSync(folder, { recursive: true, force: true });
}
