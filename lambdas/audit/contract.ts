import * as z from 'zod';
import { text } from '../../core/runtime/environment/environment-values.ts';
import { shareSchema } from '../../core/store/contract.ts';

export const environment = z.object({
  REGISTRY_TABLE: text,
  EVENTS_TABLE: text,
  EVENT_PAGES_TABLE: text,
  DELIVERIES_TABLE: text,
});

/** How many auditors may share the sixteen shards of the index `byTime`. */
export const auditorCounts = [1, 2, 4, 8, 16] as const;
export type AuditorCount = (typeof auditorCounts)[number];

/**
 * What its rule passes to an auditor: the share of it, `number` of `of`, counted from 0. Any other input, as
 * of an operator who invokes it by hand, stands for the whole.
 */
export const auditEventSchema = z.object({ share: shareSchema(auditorCounts) });
