// The functions that the documents print for receivers, as programs that can be run. Each program takes
// secret, id, timestamp, signatures, the body in base64 and the time now (seconds since the epoch) as
// arguments, any number of times, and prints a line for each.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const node = `
for (let at = 2; at < process.argv.length; at += 6) {
  const [secret, id, timestamp, signatures, body, now] = process.argv.slice(at, at + 6);
  console.log(isFromHerald(secret, id, timestamp, signatures, Buffer.from(body, 'base64'), Number(now)));
}`;
const python = `
import sys
for at in range(1, len(sys.argv), 6):
    *texts, body, now = sys.argv[at:at + 6]
    print(str(is_from_herald(*texts, base64.b64decode(body), float(now))).lower())
`;
const go = `package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"time"
)

func main() {
	for at := 1; at < len(os.Args); at += 6 {
		body, _ := base64.StdEncoding.DecodeString(os.Args[at+4])
		now, _ := strconv.ParseInt(os.Args[at+5], 10, 64)
		fmt.Println(isFromHerald(os.Args[at], os.Args[at+1], os.Args[at+2], os.Args[at+3], body, time.Unix(now, 0)))
	}
}`;
const java = `
class Program {
  public static void main(String[] args) throws Exception {
    for (int at = 0; at < args.length; at += 6) {
      byte[] body = Base64.getDecoder().decode(args[at + 4]);
      Instant now = Instant.ofEpochSecond(Long.parseLong(args[at + 5]));
      System.out.println(Webhooks.isFromHerald(args[at], args[at + 1], args[at + 2], args[at + 3], body, now));
    }
  }
}`;
/** Java runs the first class of a file, so the program goes between the imports and the printed class. */
const javaProgram = (code: string) => code.replace('class Webhooks', `${java}\nclass Webhooks`);

type Language = {
  name: string;
  /** The page that has the code. */
  page: string;
  /** How the page marks its code block. */
  fence: string;
  command: string;
  version: string;
  files: (code: string) => Record<string, string>;
  /** The arguments before the program's own. */
  run: string[];
};
const all: Language[] = [
  {
    name: 'Node',
    page: 'docs/receiving.md',
    fence: 'js',
    command: process.execPath,
    version: '--version',
    files: code => ({ 'program.mjs': code + node }),
    run: ['program.mjs'],
  },
  {
    name: 'Python',
    page: 'docs/receiving.md',
    fence: 'python',
    command: 'python3',
    version: '--version',
    files: code => ({ 'program.py': code + python }),
    run: ['program.py'],
  },
  {
    name: 'Go',
    page: 'docs/clients/go.md',
    fence: 'go',
    command: 'go',
    version: 'version',
    files: code => ({ 'webhooks.go': code, 'main.go': go }),
    run: ['run', 'webhooks.go', 'main.go'],
  },
  {
    name: 'Java',
    page: 'docs/clients/java.md',
    fence: 'java',
    command: 'java',
    version: '-version',
    files: code => ({ 'Program.java': javaProgram(code) }),
    run: ['Program.java'],
  },
];

function isInstalled({ command, version }: Language): boolean {
  try {
    execFileSync(command, [version], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export const installedLanguages = all.filter(isInstalled);

/** The code block behind a line `<name>:` of the page. @throws Error if there is none */
export function codeOf(page: string, { name, fence }: Pick<Language, 'name' | 'fence'>): string {
  const [, code] = new RegExp(`^${name}:\n\n\`\`\`${fence}\n([^]*?)\n\`\`\`$`, 'm').exec(page) ?? [];
  if (code === undefined) throw new Error(`the page has no code for ${name}`);
  return `${code}\n`;
}

/** Runs a program. @returns the lines that it prints */
export async function runCode(language: Language, code: string, args: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  try {
    for (const [name, text] of Object.entries(language.files(code)))
      await writeFile(join(folder, name), text);
    const run = promisify(execFile);
    const { stdout } = await run(language.command, [...language.run, ...args], { cwd: folder });
    return stdout.trim().split('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}
