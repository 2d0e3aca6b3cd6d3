// What a caller should know about an accepted target or auth profile: it may not work now, or is not safe.
import type { TargetInput, TargetUpdate } from '../../core/model/target/target.ts';
import { type AuthProfile, onOrigins } from '../../core/model/webhook-auth/auth-profile.ts';
import { isDocumentedSecret } from '../../core/model/webhook-auth/hmac.ts';
import type { WebhookAuthInput } from '../../core/model/webhook-auth/webhook-auth.ts';
import type { HostExists } from '../../core/runtime/host-lookup.ts';

/** The field of an answer; it is left out if there is no warning. */
export type Warned = { warnings?: string[] };
export type Warnings = ReturnType<typeof createWarnings>;

/** A URL in a request and the name of its field. */
type NamedUrl = readonly [field: string, url: string];

/** @param extraOrigins origins of the local stage, which are not in DNS */
export function createWarnings(hostExists: HostExists, extraOrigins: readonly string[]) {
  const onHost = async ([field, url]: NamedUrl): Promise<string[]> => {
    const { origin, hostname } = new URL(url);
    if (extraOrigins.includes(origin) || (await hostExists(hostname))) return [];
    return [`${field}: ${hostname} has no address in DNS now; deliveries fail until it has one`];
  };

  const collect = async (urls: readonly NamedUrl[], onSecrets: string[]): Promise<Warned> => {
    const warnings = [...onSecrets, ...(await Promise.all(urls.map(onHost))).flat()];
    return warnings.length > 0 ? { warnings } : {};
  };

  return {
    /**
     * @param input that was accepted: its URLs are valid
     * @param made what its registration has found
     */
    ofTarget: async (input: TargetInput | TargetUpdate, made: string[] = []): Promise<Warned> => {
      if (input.type !== 'WEBHOOK') return {};
      const { destination, auth } = input;
      if (auth.type === 'authProfile') return collect([['destination', destination]], made);
      return collect([['destination', destination], ...endpointOf(auth, 'auth')], onSecrets(auth, 'auth'));
    },

    /**
     * @param auth of a profile that was accepted: its URL is valid
     * @param profile as it is stored
     */
    ofProfile: (auth: WebhookAuthInput, profile: Pick<AuthProfile, 'allowedOrigins'>): Promise<Warned> =>
      collect(endpointOf(auth, 'authConfig'), [...onSecrets(auth, 'authConfig'), ...onOrigins(profile)]),
  };
}

const endpointOf = (auth: WebhookAuthInput, field: string): NamedUrl[] =>
  auth.type === 'oauth' ? [[`${field}.authEndpoint`, auth.authEndpoint]] : [];

/** Warns of the documentation's example, without repeating it. */
function onSecrets(auth: WebhookAuthInput, field: string): string[] {
  const [path, secret] =
    auth.type === 'hmac'
      ? [`${field}.hmacSecret`, auth.hmacSecret]
      : [`${field}.signature.hmacSecret`, auth.signature?.hmacSecret];
  return secret !== undefined && isDocumentedSecret(secret)
    ? [`${path}: this is the example of the documentation, which anyone can know; use a secret of your own`]
    : [];
}
