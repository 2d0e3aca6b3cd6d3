import type { Deployment } from './deployment.ts';

/** The names of the tables that the commands read and write. */
export type Tables = { registry: string; events: string; deliveries: string };

export const tablesOf = (
  outputs: Pick<Deployment['outputs'], 'RegistryTable' | 'EventsTable' | 'DeliveriesTable'>,
): Tables => ({
  registry: outputs.RegistryTable,
  events: outputs.EventsTable,
  deliveries: outputs.DeliveriesTable,
});
