// Builds the command, and the template with the versions of this release.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'tsdown';

const folder = import.meta.dirname;
const template = join(folder, 'dist/template');
const released = JSON.parse(readFileSync(join(folder, '../../package.json'), 'utf8'));

rmSync(join(folder, 'dist'), { recursive: true, force: true });
await build({ cwd: folder, entry: ['src/create.ts'], format: 'esm', logLevel: 'error' });
cpSync(join(folder, 'template'), template, { recursive: true });
const manifest = JSON.parse(readFileSync(join(template, 'package.json'), 'utf8'));
for (const name of Object.keys(manifest.devDependencies))
  manifest.devDependencies[name] = name === '@herald/cdk' ? released.version : released.devDependencies[name];
writeFileSync(join(template, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
// The CDK's context of this repository: its behaviour is what the construct is tested with.
const { context } = JSON.parse(readFileSync(join(folder, '../../cdk.json'), 'utf8'));
writeFileSync(
  join(template, 'cdk.json'),
  `${JSON.stringify({ app: 'node bin/app.ts', context }, null, 2)}\n`,
);
