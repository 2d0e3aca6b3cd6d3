// The security headers of the console. CloudFront and the console server of `npm start` send the same ones.
import type { HeaderSettings } from './console-settings.ts';

/** Two years, as the preload lists ask. */
export const hstsSeconds = 63_072_000;

/** The headers of every file of the console, with names in lower case. */
export function pageHeaders(settings: HeaderSettings): Record<string, string> {
  return {
    ...everywhere,
    'content-security-policy': contentSecurityPolicy(settings),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  };
}

const everywhere = {
  'referrer-policy': 'no-referrer',
  'strict-transport-security': `max-age=${hstsSeconds}; includeSubDomains`,
  'x-content-type-options': 'nosniff',
};

/**
 * The headers of the API's answers at the console's origin. CloudFront sends them unless the API sends
 * others: the reference of the API is a page with a policy of its own.
 */
export const apiHeaders: Record<string, string> = {
  ...everywhere,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** Not by `URL`: at synthesis, the region in the URL of Cognito is a token of the CDK. */
function originOf(tokenUrl: string): string {
  const [origin] = /^https?:\/\/[^\s/;,'"]+(?=\/)/.exec(tokenUrl) ?? [];
  if (origin === undefined)
    throw new Error(`console.signIn.tokenUrl: "${tokenUrl}" is not a URL with a path`);
  return origin;
}

/** @throws Error if a frame ancestor is not an exact origin, which would change the meaning of the policy */
function contentSecurityPolicy({ frameAncestors, signIn }: HeaderSettings): string {
  for (const ancestor of frameAncestors) {
    if (!URL.canParse(ancestor) || new URL(ancestor).origin !== ancestor)
      throw new Error(`console.frameAncestors: "${ancestor}" is not an origin like https://example.com`);
  }
  const tokenOrigin = signIn === undefined ? [] : [originOf(signIn.tokenUrl)];
  const directives = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'font-src': ["'self'"],
    // Cloudscape's style sheet has small pictures in it.
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'", ...tokenOrigin],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': frameAncestors.length === 0 ? ["'none'"] : frameAncestors,
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ');
}
