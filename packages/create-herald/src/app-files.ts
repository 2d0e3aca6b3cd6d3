// Copies the template of an app.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** Beside the bundled command. */
const template = join(import.meta.dirname, 'template');

/**
 * @param path of the folder, which is made; its name is the name of the app
 * @throws Error if the folder has files, or if its name cannot be that of a package
 */
export function createApp(path: string, from = template): void {
  const folder = resolve(path);
  const name = basename(folder);
  // What npm allows for new packages, and a stack's name too.
  if (!/^[a-z][a-z0-9-]{0,99}$/.test(name))
    throw new Error(
      `the name "${name}" must be lower-case letters, digits and hyphens, beginning with a letter`,
    );
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`the folder ${path} is not empty: nothing was changed`);
  mkdirSync(folder, { recursive: true });
  cpSync(from, folder, { recursive: true });
  // npm leaves a file of that name out of packages.
  renameSync(join(folder, 'gitignore'), join(folder, '.gitignore'));
  for (const file of ['package.json', 'README.md', 'bin/app.ts']) {
    const text = readFileSync(join(folder, file), 'utf8');
    writeFileSync(join(folder, file), text.replaceAll('my-notifications', name));
  }
}
