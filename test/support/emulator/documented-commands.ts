// The commands of a page under docs/, run by a shell on the local stage, and what the page says that they answer.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { account, region } from '../../../local/emulator/emulator.ts';
import { repository } from '../../../local/emulator/paths.ts';
import { herald } from './herald.ts';
import type { Licensor } from './licensor.ts';

/** `answer`: the JSON that the page shows after the commands, if it shows one. */
export type Block = { code: string; isRun: boolean; answer: unknown };

const needsAws = '<!-- not run: needs AWS -->';
const shownOrigin = 'https://your-api.example.com';
const fenced = /^```(\w*)\n([\s\S]*?)^```\n/gm;

const read = (page: string): string =>
  readFileSync(join(repository, 'docs', page), 'utf8').replaceAll(shownOrigin, herald.receiverUrl);

/** The blocks of shell commands of a page, in order. The webhook that they name is the receiver of the tests. */
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

/** Blocks that look like commands and are not marked as `sh`: a test would pass them by. */
export const unmarkedBlocks = (page: string): string[] =>
  [...read(page).matchAll(fenced)]
    .filter(([, language]) => language !== 'sh')
    .map(([, , code = '']) => code)
    .filter(code => /^\s*(?:curl|npm|npx|aws|git) /m.test(code));

export type Ran = { code: number; output: string };
/** Runs commands with the variables that a reader has set by then. */
export type Shell = (commands: string, variables?: Readonly<Record<string, string>>) => Promise<Ran>;

/** A shell as the reader's, with the variables that the local stage gives it. */
export function shellOf(licensor: Licensor): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'herald-documented-'));
  const caFile = join(folder, 'ca.pem');
  const outputsFile = join(folder, 'outputs.json');
  writeFileSync(caFile, herald.certificate);
  writeFileSync(outputsFile, JSON.stringify({ endpointUrl: herald.endpointUrl, region, caFile, account }));
  writeFileSync(join(folder, '.curlrc'), 'silent\nshow-error\nfail-with-body\nmax-time 30\n');
  const { client, tokenUrl } = licensor.caller;
  const given = {
    ...{ API: herald.outputs.apiUrl, LICENSOR: licensor.name },
    ...{ TOKEN: licensor.partnerToken, PLATFORM_TOKEN: licensor.platformToken },
    ...{ CLIENT_ID: client.clientId, CLIENT_SECRET: client.clientSecret, TOKEN_URL: tokenUrl },
    ...{ CURL_CA_BUNDLE: caFile, CURL_HOME: folder, HERALD_LOCAL: outputsFile },
  };
  return (commands, variables = {}) =>
    new Promise(resolve => {
      const options = { cwd: repository, env: { ...process.env, ...given, ...variables }, timeout: 60_000 };
      const local = commands.replaceAll(/stage=(?:dev|prod)/g, 'stage=local');
      execFile('bash', ['-euo', 'pipefail', '-c', local], options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr }),
      );
    });
}

/**
 * What of an answer is not as the page shows it, as paths. The page may leave fields out, and a text with `…` stands for any text.
 * @param shown by the page; undefined if it shows no answer
 */
export function differences(shown: unknown, answered: unknown, path = 'answer'): string[] {
  if (shown === undefined) return [];
  if (typeof shown === 'string' && shown.includes('…')) {
    return typeof answered === 'string' && answered !== '' ? [] : [`${path} is not a text`];
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
