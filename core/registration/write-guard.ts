// The check before each change by a partner: a suspended licensor can read, but not change
// (docs/decisions/0027-suspension.md).
import { refusalOfWrite } from '../model/api/suspension.ts';
import type { Licensors } from '../store/registry/licensors.ts';

/** @throws HeraldError FORBIDDEN if an operator has suspended the licensor */
export type RequireWritable = (licensor: string) => Promise<void>;

export const createWriteGuard =
  (licensors: Pick<Licensors, 'get'>): RequireWritable =>
  async licensor => {
    const { suspension } = (await licensors.get(licensor)) ?? {};
    if (suspension) throw refusalOfWrite(licensor, suspension);
  };
