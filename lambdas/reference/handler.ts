import { readFile } from 'node:fs/promises';
import { createHandler } from './create-handler.ts';

export const handler = createHandler(name => readFile(new URL(name, import.meta.url), 'utf8'));
