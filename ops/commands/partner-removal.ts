// `partner remove`.
import { parseLicensor } from '../arguments.ts';
import { type Removed, removeLicensor } from '../removal.ts';
import { dryRunNote, paragraphs } from '../report.ts';
import type { Parent, Start } from '../start.ts';

export function addRemovalCommand(partner: Parent, start: Start): void {
  partner
    .command('remove')
    .description(
      'Removes a suspended licensor for good: access keys, targets, subscriptions, secrets, claims.',
    )
    .argument('<licensor>', 'the name of the licensor', parseLicensor)
    .option('--yes', 'do it; without it, only show what would be done')
    .addHelpText(
      'after',
      '\nEvents and delivery rows expire by themselves within 30 days. Others can claim its external ids after seven.',
    )
    .action((licensor, { yes = false }) =>
      start('partner remove', async ({ deployment, db, clock, operator, audit }) => {
        const by = await operator();
        const removed = await removeLicensor(deployment, db, licensor, { by, clock, dryRun: !yes });
        if (yes) audit('licensor removed', { licensor, removed, by });
        const { Issuer, UserPoolId } = deployment.outputs;
        const isOtherIssuer = Issuer !== undefined && UserPoolId === undefined;
        return {
          result: { dryRun: !yes, licensor, removed },
          text: textOf(licensor, removed, yes, isOtherIssuer),
        };
      }),
    );
}

const names: Record<keyof Removed, string> = {
  clients: 'access keys and OAuth clients',
  people: 'items of members and sessions',
  routes: 'routes',
  subscriptions: 'subscriptions',
  targets: 'targets',
  authProfiles: 'auth profiles',
  partnerSources: 'partner event sources',
  secrets: 'secrets',
  changes: 'change records',
  others: 'other items',
  claims: 'claimed external ids',
  statistics: 'items of statistics',
  records: 'record and API key',
};
const width = Math.max(...Object.values(names).map(name => name.length));
const isKind = (name: string): name is keyof Removed => name in names;

function textOf(licensor: string, removed: Removed, yes: boolean, isOtherIssuer: boolean): string {
  const kinds = Object.keys(names).filter(isKind);
  if (kinds.every(kind => removed[kind] === 0)) return `Nothing of licensor ${licensor} is stored.`;
  const counted = kinds.map(kind => `${names[kind].padEnd(width)}  ${removed[kind]}`).join('\n');
  return paragraphs(
    `${yes ? 'Removed' : 'Would be removed'} of licensor ${licensor}:\n${counted}`,
    isOtherIssuer && 'Delete its OAuth clients at the issuer of this stage too.',
    yes
      ? 'Its events and delivery rows expire within 30 days. Its name can be used again 32 days from now.'
      : dryRunNote('remove them for good'),
  );
}
