// Writes docs/asyncapi.json: `npm run asyncapi`. It refuses to change a published version incompatibly.
import { readFileSync, writeFileSync } from 'node:fs';
import { asyncApiText } from './asyncapi-text.ts';
import { incompatibleChanges } from './incompatible-changes.ts';

const file = new URL('../docs/asyncapi.json', import.meta.url);
const text = asyncApiText();
const today = new Date().toISOString().slice(0, 10);
const changes = incompatibleChanges(JSON.parse(readFileSync(file, 'utf8')), JSON.parse(text), today);

if (changes.length === 0) writeFileSync(file, text);
else {
  process.stderr.write(
    `Not written. These changes need a new version (docs/adding-a-topic.md, "A new version"):\n${changes.join('\n')}\n`,
  );
  process.exitCode = 1;
}
