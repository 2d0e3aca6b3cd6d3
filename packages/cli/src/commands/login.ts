// herald login, logout, profiles
import { HeraldError } from '../../../client/src/herald-error.ts';
import { usage } from '../failure.ts';
import { showList } from '../output.ts';
import { profilesFile, readProfiles, removeProfile, saveProfile } from '../profiles.ts';
import { askSecret, askText } from '../questions.ts';
import { clientOf, type Invocation, stageOf } from '../session.ts';
import type { Terminal } from '../terminal.ts';

export async function login(
  { terminal, env, profile = 'default' }: Invocation,
  given: { url?: string | undefined; licensor?: string | undefined },
): Promise<void> {
  const url = given.url ?? env['HERALD_URL'] ?? (await askText(terminal, 'Address of the API', '--url'));
  const licensor =
    given.licensor ?? env['HERALD_LICENSOR'] ?? (await askText(terminal, 'Licensor', '--licensor'));
  const accessKey = await askSecret(terminal, 'Access key');
  if (!/^[\x21-\x7e]+$/.test(accessKey))
    throw usage('access key: expected one line of visible ASCII characters');
  const account = { url, licensor, accessKey };
  await requireKnown(account, terminal);
  saveProfile(env, profile, account);
  terminal.note(`Stored profile "${profile}" in ${profilesFile(env)}`);
}

/** @throws HeraldError if the key is not one, or the API does not answer */
async function requireKnown(account: Parameters<typeof clientOf>[0], terminal: Terminal): Promise<void> {
  try {
    await clientOf(account, terminal).GET('/{licensor}/notifications/targets', {
      params: { query: { limit: 1 } },
    });
  } catch (error) {
    if (!(error instanceof HeraldError && error.status === 403)) throw error;
    // A key of the platform, which `trigger` needs, may publish and nothing else.
    terminal.note(`The API knows the key, but it may not read the targets of "${account.licensor}".`);
  }
}

export function logout({ terminal, env, profile = 'default' }: Invocation): void {
  removeProfile(env, profile);
  terminal.note(`Removed profile "${profile}". The key still works: the platform can disable it.`);
}

/** Without the keys. */
export function listProfiles({ terminal, env }: Invocation): void {
  const rows = Object.entries(readProfiles(env)).map(([profile, account]) => {
    const { url, licensor } = account;
    return { profile, url, licensor, stage: stageOf(account) };
  });
  showList(
    terminal,
    rows,
    [
      { title: 'PROFILE', value: row => row.profile },
      { title: 'LICENSOR', value: row => row.licensor },
      { title: 'STAGE', value: row => row.stage },
      { title: 'ADDRESS', value: row => row.url },
    ],
    'There are no profiles. Run: herald login',
  );
}
