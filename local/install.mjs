// Entry point of the npm scripts. It runs on any Node, without packages: installs the packages if they are
// missing or old, then runs the given program on the pinned Node.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const pinnedNode = join(repository, 'node_modules', '.bin', 'node');
const parent = process.ppid;

/** Stops what is running now; set by `install` and `run`. */
let stop = () => {};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
// If npm is killed, it cannot pass the signal on. So check whether it is still the parent.
if (process.env.npm_lifecycle_event) setInterval(stopWithParent, 1_000).unref();

if (Number.parseInt(process.versions.node, 10) < 20) {
  fail(`Herald needs Node 20 or newer, but this is ${process.version}. Get one from https://nodejs.org`);
}
if (!isInstalled()) await install();
if (spawnSync(pinnedNode, ['--version']).status !== 0) {
  fail(
    'The pinned Node does not run. An install script fetches it: if "npm config get ignore-scripts" prints ' +
      'true, set it to false. Then delete node_modules and try again.',
  );
}
if (process.argv.length > 2) await run(process.argv.slice(2));

/** Compares the versions that npm has recorded as installed with the lock file. */
function isInstalled() {
  try {
    const installed = packagesOf(join('node_modules', '.package-lock.json'));
    return Object.entries(packagesOf('package-lock.json')).every(([path, { version, optional }]) => {
      const found = installed[path]?.version;
      return path === '' || found === version || (optional && found === undefined);
    });
  } catch {
    return false;
  }
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(join(repository, lockFile), 'utf8')).packages;
}

async function install() {
  const start = Date.now();
  const seconds = () => `${((Date.now() - start) / 1_000).toFixed(1)} s`;
  if (process.stdout.isTTY) console.log('Installing the packages with npm ci (the first time only) …');
  const reminder = setInterval(() => console.log(`Installing the packages … ${seconds()}`), 15_000);
  const options = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawn('npm', ['ci', ...options], {
    cwd: repository,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  stop = () => {
    process.kill(-npm.pid, 'SIGKILL');
    console.log('\nInterrupted. The next start installs the packages again.');
    process.exit(130);
  };
  const outcome = await end(npm);
  clearInterval(reminder);
  if (outcome !== 0) {
    fail('npm ci failed; its output is above. It needs the npm registry, or a mirror of it.');
  }
  console.log(`Installing the packages: ${seconds()}`);
}

async function run(command) {
  // The program ends when the IPC channel closes, so it never outlives this process.
  const program = spawn(pinnedNode, command, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  stop = signal => program.kill(signal);
  const outcome = await end(program);
  process.exit(typeof outcome === 'number' ? outcome : 1);
}

function end(child) {
  return new Promise(resolve => {
    child.once('error', error => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
}

function stopWithParent() {
  if (process.ppid !== parent) stop('SIGTERM');
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
