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
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    // An alias inside its own anchor has no end.
    JSON.stringify(value);
    return value;
  } catch (error) {
    throw usage(`${file}: ${error instanceof Error ? error.message.split('\n')[0] : 'cannot be read'}`);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw usage(`${file}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}
