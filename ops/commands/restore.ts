import { Option } from '@commander-js/extra-typings';
import { count, dryRunNote } from '../report.ts';
import { copyBack, type RestorableTable } from '../restoration.ts';
import type { Parent, Start } from '../start.ts';

const names: readonly RestorableTable[] = ['registry', 'secrets', 'deliveries', 'eventPages', 'events'];

export function addRestoreCommand(program: Parent, start: Start): void {
  program
    .command('restore')
    .description('Copies the items that a table has lost back from a table restored to a point in time.')
    .addOption(
      new Option('--table <name>', 'required: the table of the stack').choices(names).makeOptionMandatory(),
    )
    .requiredOption('--from <table>', 'required: the name of the restored table')
    .option('--overwrite', 'also replace the items that exist')
    .option('--yes', 'do it; without it, only show what would be done')
    .addHelpText('after', '\nRestore in this order: registry, secrets, deliveries, eventPages, events.')
    .action(({ table, from, overwrite = false, yes = false }) =>
      start('restore', async ({ db, deployment: { outputs }, operator, audit }) => {
        const to = {
          registry: outputs.RegistryTable,
          secrets: outputs.SecretsTable,
          events: outputs.EventsTable,
          eventPages: outputs.EventPagesTable,
          deliveries: outputs.DeliveriesTable,
        }[table];
        if (!yes) {
          const plan = `Items of ${from} ${overwrite ? 'would replace those' : 'would be added'} in ${to}.`;
          return { result: { dryRun: true, from, to }, text: `${plan} ${dryRunNote('copy them')}` };
        }
        const by = await operator();
        const restored = await copyBack(db, table, { from, to, overwrite });
        audit('table restored', { table, from, to, overwrite, by, ...restored });
        const text = `${count(restored.read, 'item')} read, ${restored.written} of them written to ${to}.`;
        return { result: { dryRun: false, from, to, ...restored }, text };
      }),
    );
}
