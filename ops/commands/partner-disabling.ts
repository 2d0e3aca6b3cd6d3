// `partner disable-all`: frees the API keys, which commands have made outside the stack, before the stack is
// destroyed.

import { Onboarding } from '../onboarding.ts';
import { nameOfOwner } from '../owner.ts';
import { disableAllClients } from '../owner-clients.ts';
import { count, dryRunNote, paragraphs } from '../report.ts';
import type { Parent, Start } from '../start.ts';

export function addDisableAllCommand(partner: Parent, start: Start): void {
  partner
    .command('disable-all')
    .description('Disables all licensors and the platform, and frees their API keys, before `cdk destroy`.')
    .option('--yes', 'do it; without it, only show what would be done')
    .action(({ yes = false }) =>
      start('partner disable-all', async ({ deployment, db, operator, audit }) => {
        const by = await operator();
        const { owners, unreadable } = await new Onboarding(deployment).list();
        const disabled = owners.map(({ licensor }) => nameOfOwner(licensor));
        for (const { licensor } of yes ? owners : []) {
          await disableAllClients(deployment, db, licensor);
          audit('clients disabled', { owner: nameOfOwner(licensor), by });
        }
        const text = yes
          ? `${count(owners.length, 'owner')} disabled.`
          : `${count(owners.length, 'owner')} would be disabled. ${dryRunNote('disable them')}`;
        const notes = unreadable.map(name => `The item of "${name}" in the Registry cannot be read.`);
        return { result: { dryRun: !yes, disabled, unreadable }, text: paragraphs(text, ...notes) };
      }),
    );
}
