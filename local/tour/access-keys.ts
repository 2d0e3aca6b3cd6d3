// The part of the tour about credentials: two access keys overlap, one is disabled; an OAuth token works.
import { settingsFor } from '../../lib/settings.ts';
import { AccessKeys } from '../../ops/access-keys.ts';
import type { Deployment } from '../../ops/deployment.ts';
import { HeraldApi } from '../client/herald-api.ts';
import type { Caller } from '../client/onboard.ts';
import { accessToken } from '../client/token.ts';
import type { Check } from './checks.ts';

const name = 'tour';
/** API Gateway knows of a disabled key after this time; more, because a request takes time too. */
const cacheMs = settingsFor('local').authorizerCache.toMilliseconds();
const patienceMs = cacheMs + 10_000;
const pollMs = 250;

export class AccessTour {
  readonly #apiUrl: string;
  readonly #licensor: string;
  readonly #keys: AccessKeys;
  readonly #checks: Check[] = [];
  #disabled = { key: '', at: 0 };

  constructor(apiUrl: string, licensor: string, deployment: Deployment) {
    this.#apiUrl = apiUrl;
    this.#licensor = licensor;
    this.#keys = new AccessKeys(deployment);
  }

  get checks(): readonly Check[] {
    return this.#checks;
  }

  /** Creates a key, rotates it, uses both, and disables the older one. The newer one goes on. */
  async rotate(): Promise<void> {
    const older = await this.#keys.add(this.#licensor, { name });
    const newer = await this.#keys.rotate(this.#licensor, { name, overlapHours: 24 });
    const statuses = await Promise.all([older, newer].map(({ key }) => this.#statusWith(key)));
    await this.#keys.disable(this.#licensor, { id: older.id });
    this.#disabled = { key: older.key, at: Date.now() };
    this.#checks.push({
      text: 'During its rotation, the older and the newer access key both work',
      holds: statuses.every(status => status === 200),
    });
  }

  async useOauth({ tokenUrl, client }: Caller): Promise<void> {
    const status = await this.#statusWith(await accessToken(tokenUrl, client));
    this.#checks.push({ text: 'An OAuth access token works beside the access keys', holds: status === 200 });
  }

  /** API Gateway caches the policy of the disabled key for some seconds. */
  async untilRefused(): Promise<void> {
    const { key, at } = this.#disabled;
    let status = await this.#statusWith(key);
    while (status !== 401 && Date.now() - at < patienceMs) {
      await new Promise(resolve => setTimeout(resolve, pollMs));
      status = await this.#statusWith(key);
    }
    this.#checks.push({ text: 'The disabled access key is refused with 401', holds: status === 401 });
  }

  async #statusWith(token: string): Promise<number> {
    return (await new HeraldApi(this.#apiUrl, this.#licensor, token).call('GET', '/targets')).status;
  }
}
