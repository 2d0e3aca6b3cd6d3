// Where the local run finds its own files, and the CDK app that it deploys: the app is in the current folder.
// It stands for local/emulator/places.ts.
import { join, resolve } from 'node:path';

/** The folder of the CDK app, with its node_modules. npm runs scripts there. */
export const appFolder = resolve('.');
/** The folder with launcher.py and requirements.txt. */
export const emulatorFiles = join(import.meta.dirname, 'emulator');
/** The program of the operators' commands. */
export const operatorProgram = join(import.meta.dirname, 'operator.mjs');
