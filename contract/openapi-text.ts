// The OpenAPI document as the text of its file.
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { openApiOf } from './openapi.ts';

const packageSchema = z.object({ version: z.string() });

export function openApiText(): string {
  const { version } = packageSchema.parse(
    JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')),
  );
  return `${JSON.stringify(openApiOf(version), undefined, 2)}\n`;
}
