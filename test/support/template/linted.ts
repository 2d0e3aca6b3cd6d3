// Runs Biome with the repository's configuration over files that are not in the repository.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const biome = join(repository, 'node_modules/.bin/biome');

type Report = { diagnostics: { category: string; location: { path: string } }[] };

/** Biome exits with 1 if it finds something, so an error without output is the only failure. */
const run = (folder: string): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(biome, ['lint', '--vcs-enabled=false', '--reporter=json'], { cwd: folder }, (error, output) =>
      output === '' ? reject(error) : resolve(output),
    );
  });

/**
 * Lints all files at once.
 * @param files content by path
 * @returns for a path, the rules that its file breaks, e.g. `lint/style/noProcessEnv`
 */
export async function lint(files: Record<string, string>): Promise<(path: string) => string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'herald-lint-'));
  try {
    for (const name of ['biome.json', 'package.json', 'lint']) {
      cpSync(join(repository, name), join(folder, name), { recursive: true });
    }
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const { diagnostics }: Report = JSON.parse(await run(folder));
    return path =>
      diagnostics.filter(({ location }) => location.path === path).map(({ category }) => category);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
