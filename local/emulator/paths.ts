// Where the local run finds the repository and keeps its own files.
import { delimiter, dirname, join } from 'node:path';

export const repository = dirname(dirname(import.meta.dirname));
export const localFolder = join(repository, '.local');
export const nodeModules = join(repository, 'node_modules');

/** The pinned Node first, so that MiniStack, the Lambdas and the CDK all run on it. */
const path = [dirname(process.execPath), join(nodeModules, '.bin'), process.env['PATH'] ?? ''].join(
  delimiter,
);

/** What a child process gets of our own environment: nobody's AWS profile, proxy or NODE_OPTIONS. */
export const cleanEnvironment: Record<string, string> = {
  PATH: path,
  HOME: process.env['HOME'] ?? localFolder,
  LANG: process.env['LANG'] ?? 'C.UTF-8',
};
