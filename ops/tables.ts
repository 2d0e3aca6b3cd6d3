import type { Deployment } from './deployment.ts';

/** The names of the tables that the commands read and write. */
export type Tables = { registry: string; events: string; eventPages: string; deliveries: string };

export const tablesOf = (
  outputs: Pick<
    Deployment['outputs'],
    'RegistryTable' | 'EventsTable' | 'EventPagesTable' | 'DeliveriesTable'
  >,
): Tables => ({
  registry: outputs.RegistryTable,
  events: outputs.EventsTable,
  eventPages: outputs.EventPagesTable,
  deliveries: outputs.DeliveriesTable,
});
