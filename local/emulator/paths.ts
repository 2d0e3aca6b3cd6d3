// Paths of the repository and of the local run.
import { delimiter, dirname, join } from 'node:path';

export const repository = dirname(dirname(import.meta.dirname));
export const localFolder = join(repository, '.local');
export const nodeModules = join(repository, 'node_modules');

/** The pinned Node.js comes first, so that MiniStack, the Lambda functions and the CDK use it. */
const path = [dirname(process.execPath), join(nodeModules, '.bin'), process.env['PATH'] ?? ''].join(
  delimiter,
);

/** The environment of child processes: without AWS profiles, proxies and NODE_OPTIONS. */
export const cleanEnvironment: Record<string, string> = {
  PATH: path,
  HOME: process.env['HOME'] ?? localFolder,
  LANG: process.env['LANG'] ?? 'C.UTF-8',
};
