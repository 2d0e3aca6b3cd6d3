// Runs the commands of these pages of docs/, as printed, on the local stage.
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  type Block,
  blocksOf,
  differences,
  type Shell,
  shellOf,
  unmarkedBlocks,
} from '../support/emulator/documented-commands.ts';
import { preparationFor } from '../support/emulator/documented-deliveries.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivalOf } from '../support/emulator/receiver.ts';

/**
 * How many blocks of commands each page has, so that none is skipped. `notRun`: they need a real AWS account.
 */
const pages = {
  'deploy.md': { run: 5, notRun: 9 },
  'onboarding.md': { run: 3, notRun: 0 },
  'api.md': { run: 16, notRun: 2 },
  'publishing.md': { run: 1, notRun: 0 },
  'graphql.md': { run: 1, notRun: 0 },
};

/** The values of an answer that the pages tell the reader to keep, by variable. */
const kept = z
  .object({ targetId: z.string(), replayId: z.string() })
  .partial()
  .transform(({ targetId, replayId }) => ({
    ...(targetId !== undefined && { TARGET: targetId }),
    ...(replayId !== undefined && { REPLAY_ID: replayId }),
  }));

const published = z.object({ results: z.tuple([z.object({ eventId: z.string() })]) });

let licensor: Licensor;
let shell: Shell;
beforeEach(async () => {
  licensor = await Licensor.onboard();
  shell = shellOf(licensor);
});

/** Runs a block of requests and keeps values in `variables`. @returns its answer */
async function request({ code, answer }: Block, variables: Record<string, string>): Promise<unknown> {
  const { code: exit, output } = await shell(code, variables);
  expect([exit, output]).toEqual([0, output]);
  const answered: unknown = JSON.parse(output);
  expect(differences(answer, answered)).toEqual([]);
  Object.assign(variables, kept.parse(answered));
  return answered;
}

/** The commands of a block, one per line, for a licensor that is not onboarded yet. */
const commandsIn = ({ code }: Block, name: string): string[] =>
  code
    .trim()
    .split('\n')
    .map(line => line.replaceAll(/\b(?:acme|demo)\b/g, name));

async function operate(block: Block, name: string): Promise<void> {
  for (const command of commandsIn(block, name)) {
    const { code, output } = await shell(command);
    // There is only one platform, and the local stage has already created it.
    if (command.includes('create --platform')) expect(output).toContain('already');
    // Other tests leave failing targets and messages behind, so the status may be anything.
    else if (command.includes('status')) expect(output).toMatch(/Herald is|well/);
    else expect([command, code, output]).toEqual([command, 0, output]);
  }
}

it.each(Object.entries(pages))(
  'every block of commands of %s is run, or marked as needing AWS',
  (page, { run, notRun }) => {
    const blocks = blocksOf(page);

    expect(blocks.filter(({ isRun }) => isRun)).toHaveLength(run);
    expect(blocks.filter(({ isRun }) => !isRun)).toHaveLength(notRun);
    expect(unmarkedBlocks(page)).toEqual([]);
  },
);

describe.each(Object.keys(pages))('%s', page => {
  it('has commands that succeed and answer as shown', async () => {
    const name = `documented-${randomUUID()}`;
    const variables: Record<string, string> = {};
    const answers: unknown[] = [];
    for (const block of blocksOf(page).filter(({ isRun }) => isRun)) {
      if (block.code.startsWith('npm')) await operate(block, name);
      else {
        Object.assign(variables, await preparationFor(block.code, licensor, variables['TARGET'] ?? ''));
        answers.push(await request(block, variables));
      }
    }

    const { data } = published.safeParse(answers.at(-1));
    if (page === 'deploy.md') {
      expect(data).toBeDefined();
      await arrivalOf('/webhooks', data?.results[0].eventId ?? '');
    }
  }, 600_000);
});
