import * as z from 'zod';
import { text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  REGISTRY_TABLE: text,
  /** The stage that is part of each token. */
  STAGE: text,
  /** Where the console is served, e.g. `https://d111.cloudfront.net`: links begin with it. */
  CONSOLE_ORIGIN: text,
  /** How many days change records are kept. */
  CHANGES_KEPT_DAYS: z.coerce.number(),
});
