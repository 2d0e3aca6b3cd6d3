// Debian's headless Chromium, one process for a test file.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const program = 'chromium-headless-shell';

/** @throws Error that says how to install it: the tests of the console are never skipped */
function executablePath(): string {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map(folder => join(folder, program))
    .find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(`The tests of the console need ${program}. Install it: sudo apt-get install ${program}`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export const launchChromium = (): Promise<Browser> =>
  // In a container of root, Chromium cannot make its own sandbox. It opens pages of this machine only.
  chromium.launch({ executablePath: executablePath(), chromiumSandbox: false });
