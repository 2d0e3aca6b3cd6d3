// The file by which the operators' commands find a local instance.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const source = (path: string) => JSON.stringify(join(import.meta.dirname, '../../..', path));

/** Instances on two ports, which show what the commands find, and then end. */
const program = `
  import { statSync } from 'node:fs';
  import { writeRunFile } from ${source('local/emulator/run-file.ts')};
  import { findLocalRun, runFileOf } from ${source('ops/local-stage.ts')};
  const folder = process.argv[1];
  for (const port of [4566, 5000])
    writeRunFile(port, { emulator: { endpointUrl: 'https://127.0.0.1:' + port }, certificate: { certFile: '/ca' } }, folder);
  const found = [4566, 5000].map(port => findLocalRun({ HERALD_PORT: String(port) }, folder).endpointUrl);
  const mode = statSync(runFileOf(4566, folder)).mode & 0o777;
  console.log(JSON.stringify({ found, mode }));
`;

test('each port has its own file, for its owner only, which is removed when the process ends', () => {
  const folder = mkdtempSync(join(tmpdir(), 'herald-run-file-'));

  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program, folder], {
    encoding: 'utf8',
  });

  expect([JSON.parse(stdout || '{}'), stderr]).toEqual([
    { found: ['https://127.0.0.1:4566', 'https://127.0.0.1:5000'], mode: 0o600 },
    '',
  ]);
  expect(readdirSync(folder)).toEqual([]);
});
