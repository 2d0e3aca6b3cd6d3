// Reads YAML, of which JSON is a part.
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { parseDocument } from 'yaml';
import { usage } from '../failure.ts';

/** @param file `-` for stdin. @throws Failure that names file and line */
export async function readDocument(file: string): Promise<unknown> {
  const document = parseDocument(file === '-' ? await text(process.stdin) : readText(file), {
    uniqueKeys: true,
  });
  const [problem] = document.errors;
  if (problem) throw usage(`${file}: ${problem.message}`);
  return document.toJS({ maxAliasCount: 100 });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw usage(`${file}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}
