// Where the local run finds its own files, and the CDK app that it deploys: here, both in this repository.
// The package @herald/cdk has its own module in place of this one (`#places`).
import { dirname, join } from 'node:path';

const repository = dirname(dirname(import.meta.dirname));

/** The folder of the CDK app, with its node_modules. */
export const appFolder = repository;
/** The folder with launcher.py and requirements.txt. */
export const emulatorFiles = import.meta.dirname;
/** The program of the operators' commands. */
export const operatorProgram = join(repository, 'ops', 'herald.ts');
