// The AsyncAPI document as the text of its file.
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { topics } from '../core/catalog/catalog.ts';
import { asyncApiOf } from './asyncapi.ts';

const packageSchema = z.object({ version: z.string() });

export function asyncApiText(): string {
  const { version } = packageSchema.parse(
    JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')),
  );
  return `${JSON.stringify(asyncApiOf(topics, version), undefined, 2)}\n`;
}
