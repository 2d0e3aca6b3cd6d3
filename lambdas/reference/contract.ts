import * as z from 'zod';

export const environment = z.object({});

/** The files beside the handler, with their media types. */
export const files = {
  'openapi.json': 'application/json',
  'redoc.standalone.js': 'text/javascript; charset=utf-8',
} as const;
export type FileName = keyof typeof files;
