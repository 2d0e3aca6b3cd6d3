// Reads the commands and the shown answers of a page under docs/, and runs the commands in a shell on the
// local stage.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appFolder } from '#places';
import { account, region } from '../../../local/emulator/emulator.ts';
import { herald } from './herald.ts';
import type { Licensor } from './licensor.ts';

/** `answer`: the JSON that the page shows after the commands; undefined if it shows none. */
export type Block = { code: string; isRun: boolean; answer: unknown };

const needsAws = '<!-- not run: needs AWS -->';
const shownOrigin = 'https://your-api.example.com';
const fenced = /^```(\w*)\n([\s\S]*?)^```\n/gm;

const read = (page: string): string =>
  readFileSync(join(appFolder, 'docs', page), 'utf8').replaceAll(shownOrigin, herald.receiverUrl);

/** The blocks of shell commands of a page, in order. Their webhook is replaced with the tests' receiver. */
export function blocksOf(page: string): Block[] {
  const text = read(page);
  const found = [...text.matchAll(fenced)].map(({ 0: whole, 1: language, 2: code = '', index }) => {
    const isRun = !text.slice(0, index).trimEnd().endsWith(needsAws);
    return { language, code, isRun, index, end: index + whole.length };
  });
  return found.flatMap(({ language, code, isRun, end }, position) => {
    if (language !== 'sh') return [];
    const next = found[position + 1];
    const isAnswer = next?.language === 'json' && next.index === end;
    return [{ code, isRun, answer: isAnswer ? (JSON.parse(next.code) as unknown) : undefined }];
  });
}

/** Blocks that look like commands but are not marked as `sh`, so that `blocksOf` does not find them. */
export const unmarkedBlocks = (page: string): string[] =>
  [...read(page).matchAll(fenced)]
    .filter(([, language]) => language !== 'sh')
    .map(([, , code = '']) => code)
    .filter(code => /^\s*(?:curl|npm|npx|aws|git) /m.test(code));

export type Ran = { code: number; output: string };
/** Runs commands. @param variables that the reader has set so far */
export type Shell = (commands: string, variables?: Readonly<Record<string, string>>) => Promise<Ran>;

/** A shell with the variables that the local stage's environment file sets. */
export function shellOf(licensor: Licensor): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'herald-documented-'));
  const caFile = join(folder, 'ca.pem');
  const runFile = join(folder, 'run.json');
  writeFileSync(caFile, herald.certificate);
  writeFileSync(
    runFile,
    JSON.stringify({ pid: process.pid, endpointUrl: herald.endpointUrl, region, caFile, account }),
  );
  writeFileSync(join(folder, '.curlrc'), 'silent\nshow-error\nfail-with-body\nmax-time 30\n');
  const { client, tokenUrl } = licensor.caller;
  const given = {
    API: herald.outputs.apiUrl,
    LICENSOR: licensor.name,
    TOKEN: licensor.partnerKey,
    PLATFORM_TOKEN: licensor.platformKey,
    CLIENT_ID: client.clientId,
    CLIENT_SECRET: client.clientSecret,
    TOKEN_URL: tokenUrl,
    CURL_CA_BUNDLE: caFile,
    CURL_HOME: folder,
    HERALD_LOCAL: runFile,
  };
  return (commands, variables = {}) =>
    new Promise(resolve => {
      const options = { cwd: appFolder, env: { ...process.env, ...given, ...variables }, timeout: 60_000 };
      const local = commands.replaceAll(/stage=(?:dev|prod)/g, 'stage=local');
      execFile('bash', ['-euo', 'pipefail', '-c', local], options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr }),
      );
    });
}

/**
 * Compares an answer with the one that a page shows. The page may leave out fields, and a string with `…`
 * matches any string.
 * @param shown by the page; undefined if it shows no answer
 * @returns a sentence for each difference
 */
export function differences(shown: unknown, answered: unknown, path = 'answer'): string[] {
  if (shown === undefined) return [];
  if (typeof shown === 'string' && shown.includes('…')) {
    return typeof answered === 'string' && answered !== '' ? [] : [`${path} is not a string`];
  }
  if (typeof shown !== 'object' || shown === null) {
    return shown === answered ? [] : [`${path} is ${JSON.stringify(answered)}`];
  }
  if (typeof answered !== 'object' || answered === null) return [`${path} is ${JSON.stringify(answered)}`];
  if (Array.isArray(shown) && (!Array.isArray(answered) || answered.length !== shown.length)) {
    return [`${path} is ${JSON.stringify(answered)}`];
  }
  const fields = new Map<string, unknown>(Object.entries(answered));
  return Object.entries(shown).flatMap(([name, value]) =>
    differences(value, fields.get(name), `${path}.${name}`),
  );
}
