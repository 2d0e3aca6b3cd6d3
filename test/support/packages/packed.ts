// Builds a package and packs it as npm publishes it: for tests that install the tarball, and for
// `npm run packages`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildOnce } from '../../../lib/build-once.ts';

const repository = join(import.meta.dirname, '..', '..', '..');
const folder = join(repository, '.local', 'packages');

/** All packages, because one may use the sources of another, and what types are generated from. */
const sources = [
  'packages/*/*.*',
  'packages/*/!(test|dist|node_modules)/**/*',
  'docs/*.json',
  'package-lock.json',
];
/** What a package is made of beside these, by the name of its folder. */
const furtherSources: Readonly<Record<string, readonly string[]>> = {
  cdk: ['{core,lambdas,lib,local,ops}/**/*', 'console/{public,src,theme}/**/*', 'console/*.{html,json,ts}'],
  'create-herald': ['package.json', 'cdk.json'],
};

/**
 * @param name the package's folder in packages/, e.g. `client`
 * @returns the path of its tarball, which is built if a source has changed
 * @throws Error with the output of npm if the build fails
 */
export function packedPackage(name: string): string {
  const tarball = join(folder, `herald-${name}.tgz`);
  buildOnce({
    folder: repository,
    sources: [...sources, ...(furtherSources[name] ?? [])],
    result: tarball,
    record: join(folder, `${name}.sha256`),
    run: () => pack(name, tarball),
  });
  return tarball;
}

function pack(name: string, tarball: string): void {
  const made = mkdtempSync(join(folder, `${name}-`));
  try {
    const workspace = join('packages', name);
    copyFileSync(join(repository, 'LICENSE'), join(repository, workspace, 'LICENSE'));
    npm('run', 'build', '-w', workspace);
    npm('pack', '-w', workspace, '--pack-destination', made);
    const [file = ''] = readdirSync(made);
    // Another process may read the last tarball: it sees the old file or the new one, and never a part.
    renameSync(join(made, file), tarball);
  } finally {
    rmSync(made, { recursive: true });
  }
}

function npm(...args: string[]): void {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: repository, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${stdout}${stderr}`);
}
