// Metrics that record their values.
import type { Metrics } from '../../../core/runtime/telemetry/metrics.ts';

export type Measured = { name: string; value: number; outcome?: string };

export function recordingMetrics(): Metrics & { measured: Measured[]; sum: (name: string) => number } {
  const measured: Measured[] = [];
  return {
    measured,
    add: (name, value = 1) => measured.push({ name, value }),
    addOutcome: (name, outcome) => measured.push({ name, value: 1, outcome }),
    /** The sum of a metric's values; NaN if there is none. */
    sum: name => {
      const values = measured.filter(one => one.name === name).map(({ value }) => value);
      return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0);
    },
  };
}
