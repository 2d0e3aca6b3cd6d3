// Paths of the local run, and the environment of its child processes.
import { delimiter, dirname, join } from 'node:path';
import { appFolder } from '#places';

export const localFolder = join(appFolder, '.local');
export const nodeModules = join(appFolder, 'node_modules');

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
