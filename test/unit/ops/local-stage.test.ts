// Which local instance the commands find for `-c stage=local`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findLocalRun, runFileOf } from '../../../ops/local-stage.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'herald-local-stage-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const runOf = (port: number, pid: number) => ({
  pid,
  stackName: 'herald-local',
  endpointUrl: `https://127.0.0.1:${port}`,
  region: 'us-east-1',
  caFile: '/ca.pem',
  account: '111111111111',
});
function write(port: number, pid = process.pid): string {
  const file = runFileOf(port, folder);
  writeFileSync(file, JSON.stringify(runOf(port, pid)));
  return file;
}
/** The id of a process that has ended. */
const endedPid = (): number => spawnSync(process.execPath, ['--version']).pid;

test('the only instance is found', () => {
  write(4566);

  expect(findLocalRun({}, folder)).toEqual(runOf(4566, process.pid));
});

test('HERALD_PORT chooses among several instances', () => {
  write(4566);
  write(5000);

  expect(findLocalRun({ HERALD_PORT: '5000' }, folder).endpointUrl).toBe('https://127.0.0.1:5000');
});

test('several instances without HERALD_PORT are refused, and the ports are listed', () => {
  write(4566);
  write(5000);

  expect(() => findLocalRun({}, folder)).toThrow(
    '2 local stacks are running: set HERALD_PORT to one of 4566, 5000',
  );
});

test('without an instance, the message says how to start one', () => {
  expect(() => findLocalRun({}, folder)).toThrow('the local stack is not running: run npm start');
  expect(() => findLocalRun({}, join(folder, 'missing'))).toThrow('run npm start');
  write(4566);
  expect(() => findLocalRun({ HERALD_PORT: '5000' }, folder)).toThrow(
    'the local stack is not running on port 5000: run HERALD_PORT=5000 npm start',
  );
});

test('the file of a process that has ended is ignored and removed', () => {
  const stale = write(4566, endedPid());
  write(5000);

  expect(findLocalRun({}, folder).endpointUrl).toBe('https://127.0.0.1:5000');
  expect(existsSync(stale)).toBe(false);
});

test('HERALD_LOCAL names the file', () => {
  const file = write(5000);
  write(4566);

  expect(findLocalRun({ HERALD_LOCAL: file, HERALD_PORT: '4566' }, folder).endpointUrl).toBe(
    'https://127.0.0.1:5000',
  );
  expect(() => findLocalRun({ HERALD_LOCAL: join(folder, 'none.json') }, folder)).toThrow('run npm start');
});
