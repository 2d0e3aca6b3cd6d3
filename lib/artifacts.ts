// What a deployment packs, in this repository: the sources. The package @herald/cdk has its own module in
// place of this one (`#artifacts`), with functions and a console that are already built.
import { join } from 'node:path';
import { buildConsole, builtConsole } from './console/build.ts';

const repository = join(import.meta.dirname, '..');

/**
 * @param name the function's folder in lambdas/
 * @returns the file that esbuild begins with
 */
export const entryOf = (name: string): string => join(repository, 'lambdas', name, 'handler.ts');

/** Modules that the bundles of functions replace, by specifier. The first one: see the file. */
export const replacedModules: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-node': join(repository, 'core/runtime/aws/lambda-credentials.ts'),
};

/** Files that lie beside the handler of a function, by its name. */
export const filesOf: Readonly<Record<string, readonly string[]>> = {
  reference: [
    join(repository, 'docs/openapi.json'),
    join(repository, 'node_modules/redoc/bundles/redoc.standalone.js'),
  ],
};

/**
 * Builds the console, if that is needed.
 * @returns the folder with its static files
 * @throws Error with the output of the build if it fails
 */
export function consoleFiles(): string {
  buildConsole();
  return builtConsole;
}
