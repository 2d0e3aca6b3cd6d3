// The command `herald`, installed from its tarball in an empty folder.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { expect } from 'vitest';
import { herald } from '../emulator/herald.ts';
import { projectWith } from './project.ts';

export type Ran = { code: number; stdout: string; stderr: string };

/** @param variables besides those of the installation */
export async function installedCommand(variables: Readonly<Record<string, string>> = {}) {
  const { folder, remove } = await projectWith('cli');
  const bin = join(folder, 'node_modules', '.bin');
  const env = {
    PATH: `${bin}:${process.env['PATH']}`,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
    ...variables,
  };
  const children: ChildProcess[] = [];
  writeFileSync(env.NODE_EXTRA_CA_CERTS, herald.certificate);

  /** @param input for stdin */
  async function output(
    program: string,
    args: readonly string[],
    input = '',
    more: object = {},
  ): Promise<Ran> {
    const child = spawn(program, args, { cwd: folder, env: { ...env, ...more } });
    child.stdin.end(input);
    const [stdout, stderr, [code]] = await Promise.all([
      buffer(child.stdout),
      buffer(child.stderr),
      once(child, 'close') as Promise<[number]>,
    ]);
    return { code, stdout: String(stdout), stderr: String(stderr) };
  }

  const run = (args: readonly string[], input?: string, more?: object) =>
    output(join(bin, 'herald'), args, input, more);

  return {
    folder,
    output,
    run,
    /** Runs a command that must succeed. @returns its JSON */
    json: async (...args: string[]): Promise<unknown> => {
      const { code, stdout, stderr } = await run([...args, '--json']);
      expect([args, code, stderr]).toEqual([args, 0, expect.anything()]);
      return JSON.parse(stdout);
    },
    write: (name: string, content: string) => writeFileSync(join(folder, name), content),
    /** Starts a listener, and waits until it has said where it begins. */
    listen: async (url: string): Promise<{ child: ChildProcess; secret: string }> => {
      const args = ['listen', '--forward', url, '--json'];
      const child = spawn(join(bin, 'herald'), args, { cwd: folder, env });
      children.push(child);
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
      return { child, secret: JSON.parse(line).secret };
    },
    remove: () => {
      for (const child of children) child.kill();
      remove();
    },
  };
}

export type InstalledCommand = Awaited<ReturnType<typeof installedCommand>>;
