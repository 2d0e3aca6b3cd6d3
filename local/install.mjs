// Runs first, on whatever Node there is and before any package: installs the packages if they are not there,
// then runs the program it is given on the Node that came with them.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const pinnedNode = join(repository, 'node_modules', '.bin', 'node');
const parent = process.ppid;

/** Ends what is being waited for. */
let stop = () => {};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
// npm passes some signals on, and cannot when it is killed: then this is all that notices.
if (process.env.npm_lifecycle_event) setInterval(stopWithParent, 1_000).unref();

if (Number.parseInt(process.versions.node, 10) < 20) {
  fail(`Herald needs Node 20 or newer, and this is ${process.version}: get one from https://nodejs.org`);
}
if (!isInstalled()) await install();
if (spawnSync(pinnedNode, ['--version']).status !== 0) {
  fail(
    'The Node that comes with the packages does not run; an install script fetches it. If "npm config get ' +
      'ignore-scripts" says true, set it to false. Then delete node_modules and try again.',
  );
}
if (process.argv.length > 2) await run(process.argv.slice(2));

/** npm keeps a record of what it has installed. */
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
    console.log('\nInterrupted; the next start installs the packages anew.');
    process.exit(130);
  };
  const outcome = await end(npm);
  clearInterval(reminder);
  if (outcome !== 0) {
    fail(
      'npm ci failed; what it said is above. It needs the npm registry, or a mirror of it, this one time.',
    );
  }
  console.log(`Installing the packages: ${seconds()}`);
}

async function run(command) {
  // The program ends when the channel closes, so it does not outlive this process either.
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
