// The value of the header Authorization: an access key, or a token of the OAuth client credentials grant
// (RFC 6749, section 4.4).
import { fieldOf, HeraldError, textIn } from './herald-error.ts';
import type { Authorization, Sender, Surroundings } from './sender.ts';

export type OAuthOptions = {
  /** The token endpoint, for example `https://auth.example.com/oauth2/token` */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Separated by spaces */
  readonly scope?: string;
};

export function accessKeyAuthorization(accessKey: string): Authorization {
  return { current: async () => `Bearer ${accessKey}`, refused: () => false };
}

type Token = { value: string; renewAt: number; endsAt: number };

/** Keeps the token, renews it before it ends, and asks once however many calls wait for it. */
export function oauthAuthorization(
  oauth: OAuthOptions,
  send: Sender,
  { now }: Pick<Surroundings, 'now'>,
): Authorization {
  let token: Token | undefined;
  let renewal: Promise<Token> | undefined;

  const renewed = () => {
    renewal ??= fetchToken(oauth, send, now)
      .then(fetched => {
        token = fetched;
        return fetched;
      })
      .finally(() => {
        renewal = undefined;
      });
    return renewal;
  };

  return {
    current: async () => {
      if (token && now() < token.renewAt) return token.value;
      try {
        return (await renewed()).value;
      } catch (error) {
        if (token && now() < token.endsAt) return token.value;
        throw error;
      }
    },
    refused: value => {
      // Another call may have renewed it in the meantime.
      if (token?.value === value) token = undefined;
      return true;
    },
  };
}

async function fetchToken(oauth: OAuthOptions, send: Sender, now: () => number): Promise<Token> {
  const request = new Request(oauth.tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${basicOf(oauth)}`, accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      ...(oauth.scope !== undefined && { scope: oauth.scope }),
    }),
  });
  const response = await send(request, { isRepeatable: true }).catch(error => {
    throw error instanceof HeraldError ? ofTokenEndpoint(error) : error;
  });
  const body: unknown = await response.json().catch(() => undefined);
  const value = textIn(body, 'access_token');
  if (!value)
    throw new HeraldError({
      status: response.status,
      code: 'NOT_A_TOKEN',
      message: 'token endpoint: the answer has no access_token',
    });
  const seconds = Number(fieldOf(body, 'expires_in') ?? 300);
  const lifetime = Number.isFinite(seconds) ? seconds * 1_000 : 300_000;
  const endsAt = now() + lifetime;
  return { value: `Bearer ${value}`, renewAt: endsAt - Math.min(60_000, lifetime / 4), endsAt };
}

/** Id and secret are form-encoded first (RFC 6749, section 2.3.1). */
const basicOf = ({ clientId, clientSecret }: OAuthOptions): string =>
  btoa(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`);

const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

function ofTokenEndpoint({ status, code, message, retryAfterMs, cause }: HeraldError): HeraldError {
  return new HeraldError({ status, code, message: `token endpoint: ${message}`, retryAfterMs, cause });
}
