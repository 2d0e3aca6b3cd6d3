// `npm run packages`: builds and packs all packages into .local/packages (CONTRIBUTING.md, "Releases").
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { packedPackage } from './packed.ts';

const repository = join(import.meta.dirname, '..', '..', '..');
const folder = join(repository, '.local', 'packages');

for (const manifest of globSync('packages/*/package.json', { cwd: repository }).sort())
  console.log(packedPackage(basename(dirname(manifest))));

const python = join(repository, 'packages', 'python');
if (existsSync(join(python, 'pyproject.toml'))) {
  const args = ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '--wheel-dir', folder, python];
  const { status } = spawnSync('python3', args, { stdio: 'inherit' });
  if (status !== 0) throw new Error('pip wheel failed; its output is above');
  for (const wheel of globSync('*.whl', { cwd: folder })) console.log(join(folder, wheel));
}
