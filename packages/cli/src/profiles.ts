// Profiles: the address of the API, the licensor and an access key, in a file that only its owner can read.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure, usage } from './failure.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
export type Profile = { readonly url: string; readonly licensor: string; readonly accessKey: string };
type Profiles = Readonly<Record<string, Profile>>;

/** $XDG_CONFIG_HOME/herald/profiles.json (XDG Base Directory Specification) */
export const profilesFile = (env: Environment): string =>
  join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'herald', 'profiles.json');

/** @throws Failure if the file is not one of profiles */
export function readProfiles(env: Environment): Profiles {
  const file = profilesFile(env);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(
      `the profiles cannot be read: ${reason}`,
      undefined,
      `Make ${file} a file that you can read`,
    );
  }
  const profiles = profilesIn(text);
  if (!profiles) throw new Failure(`${file} is damaged`, undefined, `Remove it, and log in again`);
  return profiles;
}

export const saveProfile = (env: Environment, name: string, profile: Profile): void =>
  write(env, { ...readProfiles(env), [name]: profile });

/** @throws Failure if there is no such profile */
export function removeProfile(env: Environment, name: string): void {
  const { [name]: removed, ...others } = readProfiles(env);
  if (!removed) throw usage(`there is no profile "${name}"`, 'List them: herald profiles');
  write(env, others);
}

/**
 * A profile that is named wins; then HERALD_URL, HERALD_LICENSOR and HERALD_ACCESS_KEY; then `default`.
 * @throws Failure if there is none
 */
export function chosenProfile(env: Environment, name: string | undefined): Profile {
  if (name === undefined && (env['HERALD_URL'] || env['HERALD_ACCESS_KEY'])) return ofVariables(env);
  const chosen = name ?? 'default';
  const profile = readProfiles(env)[chosen];
  if (profile) return profile;
  const missing = name === undefined ? 'you are not logged in' : `there is no profile "${name}"`;
  throw new Failure(missing, 77, `Run: herald login${name === undefined ? '' : ` --profile ${name}`}`);
}

function ofVariables(env: Environment): Profile {
  const { HERALD_URL: url, HERALD_LICENSOR: licensor, HERALD_ACCESS_KEY: accessKey } = env;
  if (url && licensor && accessKey) return { url, licensor, accessKey };
  throw usage('HERALD_URL, HERALD_LICENSOR and HERALD_ACCESS_KEY must be set together');
}

function profilesIn(text: string): Profiles | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isProfiles(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const isProfiles = (value: unknown): value is Profiles =>
  isObject(value) &&
  Object.values(value).every(
    one => isObject(one) && ['url', 'licensor', 'accessKey'].every(name => typeof one[name] === 'string'),
  );

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Written beside it and renamed: a reader sees a whole file, which was never readable for others. */
function write(env: Environment, profiles: Profiles): void {
  const file = profilesFile(env);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const made = `${file}.${process.pid}`;
  try {
    writeFileSync(made, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(made, file);
  } finally {
    rmSync(made, { force: true });
  }
}
