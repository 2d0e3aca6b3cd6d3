import * as z from 'zod';
import { text } from '../runtime/environment-values.ts';

export const environment = z.object({ EVENTS_TABLE: text });

export const routeKeys = ['POST /{licensor}/notifications/events'] as const;
export type RouteKey = (typeof routeKeys)[number];
