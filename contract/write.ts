// Writes docs/openapi.json: `npm run openapi`.
import { writeFileSync } from 'node:fs';
import { openApiText } from './openapi-text.ts';

writeFileSync(new URL('../docs/openapi.json', import.meta.url), openApiText());
