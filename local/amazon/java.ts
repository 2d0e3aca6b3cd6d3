// Finds Java and Maven, and fetches the jars of DynamoDB Local and ElasticMQ with them.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../emulator/child.ts';
import { cleanEnvironment, localFolder } from '../emulator/paths.ts';
import { installInto } from '../emulator/shared-folder.ts';

const pom = join(import.meta.dirname, 'pom.xml');
const hash = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12);

/** The folder of the jars. All instances in this clone share it; its name has a hash of the versions. */
export const jars = join(localFolder, `java-${hash}`);

/** Settings that Maven and Java may need: a proxy, certificates, another home. */
export const javaEnvironment: Readonly<Record<string, string>> = {
  ...cleanEnvironment,
  ...Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value && /^(JAVA_HOME|MAVEN_OPTS|MAVEN_ARGS)$/.test(name) ? [[name, value]] : [],
    ),
  ),
};

const minimum = 17;

/** What is missing on this machine; undefined if the servers can be installed and started. */
export function missingJava(): string | undefined {
  const { stdout, stderr, status } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const [, version = '0'] = /version "(\d+)/.exec(`${stdout}${stderr}`) ?? [];
  if (status !== 0 || Number(version) < minimum) return `Java ${minimum} or newer`;
  return isInstalled() || spawnSync('mvn', ['--version']).status === 0 ? undefined : 'Maven (mvn)';
}

/** @throws Failure if Maven cannot fetch the jars */
export async function installJars(): Promise<void> {
  if (isInstalled()) return;
  mkdirSync(localFolder, { recursive: true });
  await installInto(jars, isInstalled, own =>
    run({
      name: 'mvn (fetching DynamoDB Local and ElasticMQ)',
      command: 'mvn',
      args: [
        '--batch-mode',
        '--quiet',
        '--file',
        pom,
        'dependency:copy-dependencies',
        `-DoutputDirectory=${own}`,
      ],
      environment: javaEnvironment,
      folder: localFolder,
      log: join(localFolder, 'maven.log'),
    }),
  );
}

function isInstalled(): boolean {
  return existsSync(jars);
}
