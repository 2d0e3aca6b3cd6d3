/** How the console is hosted and who may get in (docs/deploy.md, "The console"). */
export type ConsoleSettings = {
  /** Origins whose pages may show the console in a frame, e.g. `https://partners.example.com`. */
  frameAncestors: readonly string[];
  /**
   * A domain name of your own. `certificateArn`: an ACM certificate in us-east-1, where CloudFront looks for
   * it. Without a domain, the address ends in cloudfront.net, and AWS chooses the oldest version of TLS.
   */
  domain?: { name: string; certificateArn: string };
  /** Sign-in by an OpenID Connect issuer. Absent: people get in by links only. */
  signIn?: SignIn;
};

/**
 * `authorizeUrl`, `tokenUrl`, `jwksUrl`: the issuer's endpoints. `clientId`: of a public client, with PKCE,
 * whose redirect URI is the address of the console with a `/` at its end.
 */
export type SignIn = {
  issuer: string;
  clientId: string;
  authorizeUrl: string;
  tokenUrl: string;
  jwksUrl: string;
};
