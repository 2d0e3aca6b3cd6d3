// Runs Schemathesis: it sends requests that it makes from docs/openapi.json, valid and invalid ones, and
// compares the answers with the document. A Python program, which is installed when it is first used.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../../../local/emulator/paths.ts';
import { pythonPackages } from '../../../local/emulator/python.ts';

const packages = pythonPackages(
  'Schemathesis',
  join(import.meta.dirname, 'requirements.txt'),
  'schemathesis',
);
const document = fileURLToPath(new URL('../../../docs/openapi.json', import.meta.url));

export async function installSchemathesis(): Promise<void> {
  if (!packages.isInstalled()) await packages.install();
}

/**
 * What Schemathesis also checks, and Herald does not promise: a valid request may still be refused, because a
 * rule or the state of a resource forbids it; API Gateway answers 404 for a method that a path does not have.
 */
const notChecked = 'positive_data_acceptance,unsupported_method';

/** In graphql_checks.py. */
const graphqlCheck = 'errors_are_for_the_caller';

/** `certificate`: the file of the CA. `tag`: without it all operations of the scopes of the token. */
export type Run = {
  url: string;
  certificate: string;
  token: string;
  licensor: string;
  options: readonly string[];
  /** Another document than docs/openapi.json: a file, or the address of a GraphQL API. */
  schema?: string;
  maxExamples: number;
};

/** @returns the exit code, 0 if nothing was found, and the report */
export async function runSchemathesis(run: Run): Promise<{ code: number; report: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'schemathesis-'));
  const config = join(folder, 'schemathesis.toml');
  const hooks = join(import.meta.dirname, 'graphql_checks.py');
  writeFileSync(
    config,
    `hooks = ${JSON.stringify(hooks)}\n[parameters]\n"path.licensor" = ${JSON.stringify(run.licensor)}\n`,
  );
  const args = [
    '-m',
    'schemathesis.cli',
    '--config-file',
    config,
    'run',
    run.schema ?? document,
    ...(run.schema === undefined ? ['--url', run.url] : []),
    '--header',
    `Authorization: Bearer ${run.token}`,
    '--tls-verify',
    run.certificate,
    '--seed',
    '1',
    '--phases',
    'examples,fuzzing',
    '--workers',
    '2',
    '--max-examples',
    String(run.maxExamples),
    ...(run.schema === undefined
      ? ['--exclude-checks', `${notChecked},${graphqlCheck}`]
      : ['--checks', graphqlCheck]),
    '--suppress-health-check',
    'all',
    '--no-shrink',
    '--continue-on-failure',
    '--warnings',
    'off',
    ...run.options,
  ];
  try {
    return await new Promise((resolve, reject) => {
      const env = { ...cleanEnvironment, NO_COLOR: '1' };
      execFile(packages.python, args, { cwd: folder, env, maxBuffer: 2 ** 26 }, (error, output, errors) => {
        if (error && typeof error.code !== 'number') reject(error);
        else resolve({ code: error ? Number(error.code) : 0, report: `${output}\n${errors}` });
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
