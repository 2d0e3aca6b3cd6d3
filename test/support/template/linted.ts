// What our linter says of files that are not in the repository: Biome with our configuration, in a folder of its own.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const biome = join(repository, 'node_modules/.bin/biome');

type Report = { diagnostics: { category: string; location: { path: string } }[] };

/** Biome ends with 1 when it has something to say, so its output counts, not its exit code. */
const run = (folder: string): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(biome, ['lint', '--vcs-enabled=false', '--reporter=json'], { cwd: folder }, (error, output) =>
      output === '' ? reject(error) : resolve(output),
    );
  });

/**
 * Lints files all at once.
 * @param files their content by path
 * @returns the rules that each file breaks, e.g. `lint/style/noProcessEnv`
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
