// `partner link`: links to the console of a licensor.
import { InvalidArgumentError } from '@commander-js/extra-typings';
import {
  type Capability,
  capabilities,
  capabilitySchema,
  withView,
} from '../../core/model/api/capability.ts';
import { HeraldError } from '../../core/model/api/herald-error.ts';
import { lifetimes } from '../../core/model/api/session.ts';
import { createLink, type LinkInput, type SessionLink } from '../../core/registration/session-link.ts';
import { createRecordChange } from '../../core/store/registry/change-records.ts';
import { createLicensors } from '../../core/store/registry/licensors.ts';
import { createSessionStore } from '../../core/store/registry/sessions.ts';
import { parseLicensor } from '../arguments.ts';
import { CommandError } from '../command-error.ts';
import type { Installation, Parent, Start } from '../start.ts';

const { shortest, longest, default: usual } = lifetimes;

/** Every session may view. */
export function parseCapabilities(text: string): Capability[] {
  const names = text.split(',').map(name => capabilitySchema.safeParse(name));
  const known = names.flatMap(({ data }) => (data ? [data] : []));
  if (known.length < names.length)
    throw new InvalidArgumentError(`Expected some of ${capabilities.join(',')}.`);
  return withView(known);
}

export function parseLifetime(text: string): number {
  const seconds = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (seconds >= shortest && seconds <= longest) return seconds;
  throw new InvalidArgumentError(`Expected ${shortest} to ${longest} seconds.`);
}

export function addLinkCommand(partner: Parent, start: Start): void {
  partner
    .command('link')
    .description('Prints a link to the console of a licensor. It works once, within 60 seconds.')
    .argument('<licensor>', 'the name of the licensor', parseLicensor)
    .option(
      '--can <capabilities>',
      'what the session may do, e.g. view,replay (default: all)',
      parseCapabilities,
    )
    .option('--expires-in <seconds>', `how long it lasts without renewal (default: ${usual})`, parseLifetime)
    .option('--subject <text>', 'whom it is for')
    .action((licensor, { can = [...capabilities], expiresIn = usual, subject }) =>
      start('partner link', async installation => {
        const input = { capabilities: can, lifetime: expiresIn, subject };
        const link = await linkOf(installation, { licensor }, input);
        return { result: link, text: textOfLink(link) };
      }),
    );
}

/** Makes a link, and logs who made it. @throws CommandError for a stage without a console */
export async function linkOf(
  { deployment, db, tables, clock, operator, audit }: Installation,
  owner: { licensor: string } | 'operator',
  input: LinkInput,
): Promise<SessionLink> {
  const { ConsoleUrl: consoleOrigin, ChangesKeptForDays } = deployment.outputs;
  if (consoleOrigin === undefined) throw new CommandError('this stage has no console: see lib/settings.ts');
  const id = await operator();
  const deps = {
    sessions: createSessionStore(db, tables.registry),
    licensors: createLicensors(db, tables.registry),
    recordChange: createRecordChange(tables.registry, Number(ChangesKeptForDays), clock),
    stage: deployment.stage,
    consoleOrigin,
    clock,
  };
  const link = await createLink(deps, owner, input, { kind: 'OPERATOR', id }).catch((error: unknown) => {
    throw error instanceof HeraldError ? new CommandError(error.message) : error;
  });
  const { capabilities: can, subject } = input;
  const licensor = owner === 'operator' ? undefined : owner.licensor;
  audit('session link made', { licensor, sessionId: link.sessionId, can, subject, by: id });
  return link;
}

export const textOfLink = ({ url, codeExpiresAt }: SessionLink): string =>
  `${url}\n\nIt works once, until ${codeExpiresAt}. Whoever opens it is in: pass it on by a private channel.`;
