// What is in a tarball of npm, and what its linters say of it.
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '..', '..', '..');

/** @returns the content of each file, by its path in the package */
export function filesOf(tarball: string): ReadonlyMap<string, Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'herald-tarball-'));
  try {
    const { status, stderr } = spawnSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
    if (status !== 0) throw new Error(`tar failed: ${stderr}`);
    const paths = globSync('**/*', { cwd: folder }).filter(path => statSync(join(folder, path)).isFile());
    return new Map(paths.map(path => [path, readFileSync(join(folder, path))]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Runs publint and "are the types wrong" on it.
 * @returns what they complain about; an empty text if they do not
 */
export function complaintsOf(tarball: string): string {
  const linters = [
    ['publint', '--strict', tarball],
    ['attw', tarball, '--format', 'ascii', '--no-color'],
  ];
  const outputs = linters.map(([command = '', ...args]) => {
    const { status, stdout, stderr } = spawnSync(join(repository, 'node_modules', '.bin', command), args, {
      encoding: 'utf8',
    });
    return status === 0 ? '' : `${stdout}${stderr}`;
  });
  return outputs.join('');
}
