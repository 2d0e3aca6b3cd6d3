// Publishes the events of a file with one JSON object per line, and prints what became of each:
//   API=… LICENSOR=… PLATFORM_TOKEN=… node publish.mjs events.jsonl
// It can be run again with the same file: events that have an `eventId` are then DUPLICATE.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createHerald } from '@herald/client';

const { API, LICENSOR, PLATFORM_TOKEN } = process.env;
const herald = createHerald({ url: API, licensor: LICENSOR, accessKey: PLATFORM_TOKEN });

async function* eventsOf(file) {
  for await (const line of createInterface({ input: createReadStream(file) }))
    if (line) yield JSON.parse(line);
}

for await (const { index, eventId, status, error } of herald.publishing(eventsOf(process.argv[2]))) {
  console.log(JSON.stringify({ line: index + 1, eventId, status, error }));
  if (error) process.exitCode = 1;
}
