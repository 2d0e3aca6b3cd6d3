// The tenant: a partner organisation. Its name is in every path, key and log line.
import * as z from 'zod';

export const licensorSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{1,62}$/,
    'expected 2 to 63 letters, digits, "_" or "-", beginning with a letter or digit',
  );

/** Who is calling, as the authorizer found it: a partner acts for its own licensor, the platform publishes for any. */
export type Caller = { kind: 'partner'; licensor: string } | { kind: 'platform' };
