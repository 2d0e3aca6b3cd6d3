// The package @herald/cdk: Herald for any CDK app.
export { Herald, type HeraldProps } from '../../../lib/herald.ts';
export type { Alarms } from '../../../lib/operations/alarms.ts';
export type { Metrics } from '../../../lib/operations/metrics.ts';
export type { StageSettings } from '../../../lib/settings.ts';
