import { parseAccount, parseExternalId, parseLicensor } from '../arguments.ts';
import { type ClaimView, releaseClaim, transferClaim, viewClaim } from '../external-id-claims.ts';
import { dryRunNote, paragraphs } from '../report.ts';
import type { Parent, Start } from '../start.ts';

export function addClaimCommand(program: Parent, start: Start): void {
  const claim = program
    .command('claim')
    .description('Shows, releases or transfers the claim of an external id that a licensor chose.');
  const one = (name: string) =>
    claim
      .command(name)
      .requiredOption('--account <account>', 'required: the AWS account of the roles', parseAccount)
      .requiredOption('--external-id <id>', 'required: the external id, in any spelling', parseExternalId);

  one('show')
    .description('Shows which licensor holds it, for which targets, and when others can claim it.')
    .action(({ account, externalId }) =>
      start('claim show', async ({ db, tables }) => {
        const view = await viewClaim(db, tables.registry, { account, externalId });
        return { result: view, text: viewText(view) };
      }),
    );

  one('release')
    .description('Ends it at once, without waiting seven days. Refused while a target uses it.')
    .option('--yes', 'do it; without it, only show what would be done')
    .action(({ account, externalId, yes = false }) =>
      start('claim release', async ({ db, tables, operator, audit }) => {
        const by = await operator();
        const view = await releaseClaim(db, tables.registry, { account, externalId }, { dryRun: !yes });
        const { licensor } = view;
        if (yes) audit('claim of an external id released', { account, externalId, licensor, by });
        const note = yes
          ? 'The claim has been released.'
          : `The claim would be released. ${dryRunNote('release it')}`;
        return { result: { dryRun: !yes, ...view }, text: paragraphs(viewText(view), note) };
      }),
    );

  one('transfer')
    .description('Gives it to another licensor, also while targets of its holder use it.')
    .requiredOption('--to <licensor>', 'required: the licensor that gets it', parseLicensor)
    .option('--yes', 'do it; without it, only show what would be done')
    .action(({ account, externalId, to, yes = false }) =>
      start('claim transfer', async ({ db, tables, operator, audit }) => {
        const by = await operator();
        const id = { account, externalId };
        const view = await transferClaim(db, tables.registry, id, { to, dryRun: !yes });
        const { licensor, targets } = view;
        if (yes) audit('claim of an external id transferred', { ...id, licensor, to, targets, by });
        const note = yes
          ? `The claim has been transferred to licensor ${to}.`
          : `The claim would be transferred to licensor ${to}. ${dryRunNote('transfer it')}`;
        const result = { dryRun: !yes, ...view, to };
        return { result, text: paragraphs(viewText(view), note, targets.length > 0 && stillSending) };
      }),
    );
}

const stillSending =
  'The targets above keep sending with the external id: suspend them with "target suspend" if they must not.';

function viewText({ account, externalId, licensor, targets, releasedAt, freeFrom }: ClaimView): string {
  const free = freeFrom ? `${freeFrom} on` : 'not before it is released';
  const unused = releasedAt ? `no target since ${releasedAt}` : 'no target';
  return [
    `external id:  ${externalId}, for roles of account ${account}`,
    `held by:      licensor ${licensor}`,
    `used by:      ${targets.length > 0 ? `targets ${targets.join(', ')}` : unused}`,
    `for others:   ${free}`,
  ].join('\n');
}
