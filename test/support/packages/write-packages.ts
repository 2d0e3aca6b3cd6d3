// `npm run packages`: builds and packs all packages into .local/packages (CONTRIBUTING.md, "Releases").
import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { packedPackage } from './packed.ts';
import { buildSource, buildWheel, installPythonTools, pythonSource } from './python-package.ts';

const repository = join(import.meta.dirname, '..', '..', '..');
const folder = join(repository, '.local', 'packages');

for (const manifest of globSync('packages/*/package.json', { cwd: repository }).sort())
  console.log(packedPackage(basename(dirname(manifest))));

await installPythonTools();
console.log(await buildWheel(pythonSource, folder));
console.log(await buildSource(folder));
