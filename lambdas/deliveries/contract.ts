import * as z from 'zod';
import { text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  REGISTRY_TABLE: text,
  EVENTS_TABLE: text,
  EVENT_PAGES_TABLE: text,
  DELIVERIES_TABLE: text,
});
