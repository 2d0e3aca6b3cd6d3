// herald verify: a saved request against a secret
import { readFileSync } from 'node:fs';
import { Failure, usage } from '../failure.ts';
import { show } from '../output.ts';
import { askSecret } from '../questions.ts';
import type { Invocation } from '../session.ts';
import { findingsOf } from '../verify/findings.ts';
import { savedRequestOf } from '../verify/saved-request.ts';

export type VerifyCommandOptions = {
  header: string;
  algorithm: string;
  tolerance: number;
  at?: string | undefined;
};

/** The secret is HERALD_WEBHOOK_SECRET, or comes from stdin. @throws Failure if the request is not Herald's */
export async function verify(
  { terminal, env }: Invocation,
  file: string,
  { header, algorithm, tolerance, at }: VerifyCommandOptions,
): Promise<void> {
  const now = at === undefined ? Date.now() : Date.parse(at);
  const request = savedRequestOf(contentOf(file));
  const secret = env['HERALD_WEBHOOK_SECRET'] || (await askSecret(terminal, 'Signing secret'));
  const findings = findingsOf(request, {
    secret,
    header: header.toLowerCase(),
    algorithm: algorithm.replace(/^Hmac/i, '').toLowerCase(),
    toleranceSeconds: tolerance,
    now,
  });
  show(terminal, { verified: findings.length === 0, findings }, () =>
    findings.length === 0
      ? [`verified: event ${request.headers['webhook-id']}, ${request.body.length} bytes`]
      : findings.map(({ code, message }) => `${code}: ${message}`),
  );
  if (findings.length > 0) throw new Failure('the request is not verified');
}

function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw usage(`${file}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}
