// `partner mail`.
import { Argument } from '@commander-js/extra-typings';
import { parseLicensor } from '../arguments.ts';
import { switchMail } from '../mail-switch.ts';
import { recordByOperator } from '../operator-records.ts';
import { dryRunNote } from '../report.ts';
import type { Parent, Start } from '../start.ts';

export function addMailCommand(partner: Parent, start: Start): void {
  partner
    .command('mail')
    .description('Switches the mails about incidents of its targets to its contact off or on.')
    .argument('<licensor>', 'the name of the licensor', parseLicensor)
    .addArgument(new Argument('<state>', 'off or on').choices(['off', 'on'] as const))
    .option('--yes', 'do it; without it, only show what would be done')
    .action((licensor, state, { yes = false }) =>
      start('partner mail', async ({ deployment, db, tables, operator, audit }) => {
        const by = await operator();
        const record = yes ? await recordByOperator(deployment) : undefined;
        await switchMail(db, tables.registry, licensor, { mailOff: state === 'off', record });
        if (yes) audit('mail switched', { licensor, mail: state, by });
        const text = yes
          ? `Mails to licensor ${licensor} have been switched ${state}.`
          : `Mails to licensor ${licensor} would be switched ${state}. ${dryRunNote(`switch them ${state}`)}`;
        return { result: { dryRun: !yes, licensor, mail: state }, text };
      }),
    );
}
