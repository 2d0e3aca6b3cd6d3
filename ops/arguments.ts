// How the commands read their arguments. A value that cannot be read is a usage error.
import { InvalidArgumentError } from '@commander-js/extra-typings';
import type * as z from 'zod';
import { accessKeyNameSchema } from '../core/model/api/access-key.ts';
import { licensorSchema } from '../core/model/api/licensor.ts';
import { issuesOf } from '../core/model/api/parse.ts';
import { externalIdSchema } from '../core/model/target/aws-destination.ts';
import { partnerSourceSchema } from '../core/model/target/partner-source.ts';
import { UsageError } from './command-error.ts';
import { nameOfOwner, platform } from './owner.ts';

/** @returns milliseconds since the epoch */
export function parseTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError('Expected a time, e.g. 2026-01-31T12:00:00Z.');
  return time;
}

/** @returns a number of hours, 0 or more */
export function parseHours(text: string): number {
  const hours = Number(text);
  if (text.trim() === '' || !Number.isFinite(hours) || hours < 0)
    throw new InvalidArgumentError('Expected a number of hours.');
  return hours;
}

/** @returns the end of an access key: ISO 8601, or `never` */
export function parseEnd(text: string): string {
  if (text === 'never') return text;
  const end = parseTime(text);
  if (end <= Date.now()) throw new InvalidArgumentError('Expected a time in the future, or never.');
  return new Date(end).toISOString();
}

/** @returns a name that an access key can have */
export const parseKeyName = (text: string): string => parseAs(accessKeyNameSchema, text);

/** @returns a reason for people, on one line */
export function parseReason(text: string): string {
  const reason = text.trim();
  if (!/^[^\p{Cc}]{1,500}$/u.test(reason))
    throw new InvalidArgumentError('Expected 1 to 500 characters on one line.');
  return reason;
}

/** @returns the name of a licensor, which may not be onboarded */
export function parseLicensor(text: string): string {
  const { success, data, error } = licensorSchema.safeParse(text);
  if (!success) throw new InvalidArgumentError(`It cannot name a licensor: ${firstReason(error)}.`);
  if (data === nameOfOwner(platform))
    throw new InvalidArgumentError('It is the name of the platform: use --platform.');
  return data;
}

/** @returns the id of an AWS account */
export const parseAccount = (text: string): string => parseAs(partnerSourceSchema.shape.account, text);

/** @returns an external id that a target can have */
export const parseExternalId = (text: string): string => parseAs(externalIdSchema, text);

/** In the words of the API, not of Zod. */
const firstReason = ({ issues }: z.ZodError): string | undefined => issuesOf(issues, [])[0]?.message;

function parseAs(schema: z.ZodType<string>, text: string): string {
  const { success, data, error } = schema.safeParse(text);
  if (!success) throw new InvalidArgumentError(`It is refused: ${firstReason(error)}.`);
  return data;
}

/** @param range milliseconds since the epoch. @throws UsageError if it is empty */
export function requireRange(range: { from: number; to: number }): { from: number; to: number } {
  if (range.from >= range.to) throw new UsageError('--until must be later than --since');
  return range;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @param context the values of `-c name=value`, in the form that the CDK takes
 * @throws UsageError without a stage
 */
export function stageOf(context: readonly string[]): string {
  const [entry, ...others] = context;
  if (entry === undefined) throw new UsageError('missing -c stage=<stage>');
  const stage = /^stage=(.+)$/.exec(entry)?.[1];
  if (stage === undefined || others.length > 0)
    throw new UsageError(`expected one -c stage=<stage>, got "${context.join('", "')}"`);
  return stage;
}

/**
 * Without `--`, npm reads `-c stage=dev` as its own option `--call`, and the command gets none of its
 * options.
 * @throws UsageError if that has happened
 */
export function requireSeparator(args: readonly string[], environment: Environment): void {
  const { npm_config_call: call = '', npm_lifecycle_event: script = 'herald' } = environment;
  if (!call.startsWith('stage=') || args.includes('-c')) return;
  // The script of an alias, e.g. `redrive`, has its name as the first argument.
  const own = args[0] === script ? args.slice(1) : args;
  const command = ['npm run', script, '--', ...own, '-c', call].join(' ');
  throw new UsageError(`missing "--": npm has taken the options for itself. Write: ${command} …`);
}
