// The capacity of a table and its indexes, from the settings `capacity` and `warmThroughput`.
import { Billing, Capacity, type WarmThroughput } from 'aws-cdk-lib/aws-dynamodb';
import type { CapacityRange, CapacitySettings, TableName } from './capacity-settings.ts';

/** How a table is billed. An index without a capacity of its own has that of its table. */
export function billingOf(name: TableName, { capacity }: CapacitySettings): Billing {
  const range = capacity?.[name];
  if (!range) return Billing.onDemand();
  return Billing.provisioned({ readCapacity: scaled(range.read), writeCapacity: scaled(range.write) });
}

/** `seedCapacity` is what a table gets that was billed per request before. */
const scaled = ({ min, max }: CapacityRange): Capacity =>
  Capacity.autoscaled({
    minCapacity: min,
    maxCapacity: max,
    seedCapacity: min,
    targetUtilizationPercent: 70,
  });

/** What a table, and each of its indexes, must serve at once. */
export function warmThroughputOf(
  name: TableName,
  { warmThroughput }: CapacitySettings,
): WarmThroughput | undefined {
  const units = warmThroughput?.[name];
  return units && { readUnitsPerSecond: units.read, writeUnitsPerSecond: units.write };
}
