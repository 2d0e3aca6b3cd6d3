// What a deployment packs, in the package: functions and a console that are already built. It stands for
// lib/artifacts.ts, which has the sources.
import { join } from 'node:path';

const built = import.meta.dirname;

/** @param name of the function. @returns its bundle, which still imports `#topics` and zod */
export const entryOf = (name: string): string => join(built, 'functions', name, 'handler.mjs');

/** The example topics, for an app that gives none. */
export const replacedModules: Readonly<Record<string, string>> = {
  '#topics': join(built, 'example-topics.mjs'),
};

/** Files that lie beside the handler of a function, by its name. */
export const filesOf: Readonly<Record<string, readonly string[]>> = {
  reference: ['openapi.json', 'redoc.standalone.js'].map(file => join(built, 'functions/reference', file)),
};

/** @returns the folder with the console's static files */
export const consoleFiles = (): string => join(built, 'console');
