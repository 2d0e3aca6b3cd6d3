// Reads the body of an answer, up to a limit. It is never decompressed.
import type { IncomingMessage } from 'node:http';

/** The body of an answer, as received: never decompressed. */
export type KeptBody = Buffer | 'TOO_LARGE';

/** The longest body that is read; Herald closes the connection of a longer one. */
export const maxBodyBytes = 16 * 1024;

/** `arrived`: what had arrived of the body when it ended, was cut off, or became too long. */
export type ReadBody = { kept: KeptBody | 'CUT_OFF'; arrived: Buffer };

/**
 * Reads a body to its end, or to `maxBodyBytes` and then closes the connection.
 * @param isKept whether to keep what arrives; if not, it is discarded
 */
export function readBody(
  answer: IncomingMessage,
  isKept: boolean,
  done: (body: ReadBody | undefined) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (isKept) chunks.push(chunk);
    if (bytes > maxBodyBytes) answer.destroy();
  });
  answer.once('error', () => {});
  answer.once('close', () => {
    if (!isKept) return done(undefined);
    const arrived = Buffer.concat(chunks).subarray(0, maxBodyBytes);
    if (bytes > maxBodyBytes) return done({ kept: 'TOO_LARGE', arrived });
    return done({ kept: answer.complete ? arrived : 'CUT_OFF', arrived });
  });
}

/** Whether the body of an answer is text as it arrives: a failed answer without compression. */
export const hasExcerpt = ({ statusCode = 0, headers }: IncomingMessage): boolean =>
  (statusCode < 200 || statusCode >= 300) && (headers['content-encoding'] ?? 'identity') === 'identity';
