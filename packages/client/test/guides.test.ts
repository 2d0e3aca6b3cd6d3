// The programs of the guides compile with the types of the published package. test/integration/packages runs them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codeOf, compile } from '../../../test/support/packages/page-code.ts';
import { projectWith } from '../../../test/support/packages/project.ts';

/** What the reader of a guide has of their own. */
const guides: Record<string, string> = {
  'docs/clients/typescript.md': `
    declare const webhook: string;
    declare function load(): Promise<string | undefined>;
    declare function save(after: string | undefined): Promise<void>;
    declare function handle(event: { eventId: string; payload: unknown }): Promise<void>;`,
  'docs/migrating/svix.md': '',
  'docs/migrating/api-destinations.md': `
    declare const destinations: { name: string; endpoint: string; connection: Connection }[];`,
  'docs/migrating/own-webhooks.md': `
    declare const hooks: { id: number; url: string; secret: string }[];
    declare function enqueueForWorker(eventId: string, data: object): Promise<void>;
    declare function stopWorkerFor(licensor: string): Promise<void>;`,
};

test('the programs of the guides compile, and a wrong call does not', { timeout: 60_000 }, async () => {
  const project = await projectWith('client');
  try {
    const files = Object.entries(guides).map(([page, before], n) => {
      writeFileSync(join(project.folder, `guide-${n}.mts`), `${before}\n${codeOf(page)}`);
      return `guide-${n}.mts`;
    });
    await compile(project, ...files);
    writeFileSync(
      join(project.folder, 'wrong.cts'),
      `import { createHerald } from '@herald/client';
       createHerald({ url: '', accessKey: '' }).deliveries({ status: 'LOST' });`,
    );
    await expect(compile(project, 'wrong.cts')).rejects.toThrow(`Type '"LOST"' is not assignable to type`);
  } finally {
    project.remove();
  }
});
