// `.local/run-<port>.json`: where the operators' commands find this instance of the local stack.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { type LocalRun, localFolder, runFileOf } from '../../ops/local-stage.ts';
import { account, region } from './emulator.ts';
import type { Herald } from './herald.ts';

type RunningHerald = {
  emulator: Pick<Herald['emulator'], 'endpointUrl'>;
  certificate: Pick<Herald['certificate'], 'certFile'>;
};

/**
 * Writes the file, and removes it when the process ends.
 * @param port of the emulator
 */
export function writeRunFile(
  port: number,
  { emulator, certificate }: RunningHerald,
  folder = localFolder,
): void {
  const { endpointUrl } = emulator;
  const run: LocalRun = { pid: process.pid, endpointUrl, region, caFile: certificate.certFile, account };
  const file = runFileOf(port, folder);
  // A reader must never see half of it.
  writeFileSync(`${file}.new`, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  process.once('exit', () => rmSync(file, { force: true }));
}
