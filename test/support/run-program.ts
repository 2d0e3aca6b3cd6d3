import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

type Options = { cwd?: string; env?: Record<string, string | undefined> };

/** @returns what a program prints on stdout. @throws Error with all its output, if its exit code is not 0 */
export async function outputOf(program: string, args: readonly string[], options: Options): Promise<string> {
  try {
    return (await promisify(execFile)(program, args, options)).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' }: { stdout?: string; stderr?: string } = Object(error);
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  }
}
