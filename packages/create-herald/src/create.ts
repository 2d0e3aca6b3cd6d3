#!/usr/bin/env node
// `npm create herald my-notifications`: makes the app in the folder my-notifications.
import { parseArgs } from 'node:util';
import { createApp } from './app-files.ts';

const usage = `Usage: npm create herald@latest <folder>
Makes a CDK app that delivers your own topics with Herald: one topic, a test of it, and the commands
npm start (on this machine) and npm test. The folder must not exist, or be empty.`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  const [folder, ...others] = positionals;
  if (values.help) {
    process.stdout.write(`${usage}\n`);
  } else if (!folder || others.length > 0) {
    process.stderr.write(`${usage}\n`);
    process.exitCode = 2;
  } else {
    createApp(folder);
    process.stdout.write(`Made ${folder}. Next:

  cd ${folder}
  npm install
  npm start      # deploys it to an AWS emulator on this machine, and delivers an event of each type
  npm test       # renders the samples of your topics

Your topic is in topics.ts. README.md says how to deploy to AWS.\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  // Of `parseArgs`: an option that does not exist.
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
