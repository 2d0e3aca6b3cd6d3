// Profiles, and who can read them.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chosenProfile, profilesFile, readProfiles, removeProfile, saveProfile } from '../src/profiles.ts';

const profile = { url: 'https://api.example.com/v1', licensor: 'acme', accessKey: 'hk_dev_1' };
const variables = {
  HERALD_URL: 'https://ci.example.com/v1',
  HERALD_LICENSOR: 'ci',
  HERALD_ACCESS_KEY: 'hk_dev_2',
};
let env: { XDG_CONFIG_HOME: string };
beforeEach(() => {
  env = { XDG_CONFIG_HOME: mkdtempSync(join(tmpdir(), 'herald-profiles-')) };
});
afterEach(() => rmSync(env.XDG_CONFIG_HOME, { recursive: true }));

test('only the owner can read the file, also if it was readable before, or the umask allows others', () => {
  const mask = process.umask(0);
  try {
    saveProfile(env, 'default', profile);
    writeFileSync(profilesFile(env), readFileSync(profilesFile(env)), { mode: 0o644 });
    saveProfile(env, 'other', { ...profile, licensor: 'b' });
  } finally {
    process.umask(mask);
  }
  expect(statSync(profilesFile(env)).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(profilesFile(env))).mode & 0o777).toBe(0o700);
  expect(Object.keys(readProfiles(env))).toEqual(['default', 'other']);
});

test('a named profile wins over the variables, and these over the default profile', () => {
  saveProfile(env, 'default', profile);
  const set = { ...env, ...variables };
  expect(chosenProfile(set, 'default').licensor).toBe('acme');
  expect(chosenProfile(set, undefined).licensor).toBe('ci');
  expect(chosenProfile(env, undefined).licensor).toBe('acme');
});

test('a missing profile, a missing variable and a damaged file are told', () => {
  expect(() => chosenProfile(env, undefined)).toThrow('you are not logged in');
  expect(() => chosenProfile(env, 'none')).toThrow('there is no profile "none"');
  expect(() => chosenProfile({ ...env, HERALD_ACCESS_KEY: 'x' }, undefined)).toThrow('must be set together');
  saveProfile(env, 'default', profile);
  removeProfile(env, 'default');
  expect(() => removeProfile(env, 'default')).toThrow('there is no profile "default"');
  writeFileSync(profilesFile(env), '{"default": {"url": 1}}');
  expect(() => readProfiles(env)).toThrow('is damaged');
});
