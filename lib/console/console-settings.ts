/** How the console is hosted and who may get in (docs/deploy.md, "The console"). */
export type ConsoleSettings = {
  /** Origins whose pages may show the console in a frame, e.g. `https://partners.example.com`. */
  frameAncestors: readonly string[];
  /**
   * A domain name of your own. `certificateArn`: an ACM certificate in us-east-1, where CloudFront looks for
   * it. Without a domain, the address ends in cloudfront.net, and AWS chooses the oldest version of TLS.
   */
  domain?: { name: string; certificateArn: string };
  /**
   * Sign-in by an OpenID Connect issuer, or by a Cognito user pool of the stack, in which `partner invite`
   * creates accounts. Absent: people get in by links only.
   */
  signIn?: 'cognito' | SignIn;
};

/** What the headers depend on. */
export type HeaderSettings = {
  frameAncestors: readonly string[];
  signIn?: Pick<SignIn, 'tokenUrl'> | undefined;
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

/**
 * The issuer for the console of a local stage. `npm start` serves that console, not the stack.
 * @throws Error for `cognito`: the emulator's Cognito has no page on which people sign in
 */
export function localSignIn(console: false | ConsoleSettings): SignIn | undefined {
  const signIn = console ? console.signIn : undefined;
  if (signIn === 'cognito')
    throw new Error(
      'console.signIn: the local stage has no sign-in page of Cognito; leave it out, or name an issuer',
    );
  return signIn;
}
