// The operations of the reference function. Anyone may call them.
import * as z from 'zod';
import type { Operations } from '../../core/model/api/operation.ts';

export const operations = {
  'GET /openapi.json': {
    id: 'getOpenApi',
    tag: 'Reference',
    summary: 'Read this document',
    description: 'For generators of clients, and tools.',
    scope: 'none',
    answers: { 200: { description: 'An OpenAPI 3.1 document', body: z.looseObject({}) } },
  },
  'GET /reference': {
    id: 'getReference',
    tag: 'Reference',
    summary: 'Read this document as a page',
    description: 'For people.',
    scope: 'none',
    answers: { 200: { description: 'A page for a browser', body: z.string(), mediaTypes: ['text/html'] } },
  },
  'GET /reference/redoc.js': {
    id: 'getReferenceScript',
    tag: 'Reference',
    summary: 'Read the script of the page',
    description: 'The page loads it.',
    scope: 'none',
    answers: { 200: { description: 'Redoc', body: z.string(), mediaTypes: ['text/javascript'] } },
  },
} as const satisfies Operations;
