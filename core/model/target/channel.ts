// A channel: one queue and one deliverer. There are two, because code that calls URLs chosen by partners must
// not hold `sts:AssumeRole`.
import type { TargetType } from './target.ts';

export const channels = ['webhook', 'aws'] as const;
export type Channel = (typeof channels)[number];

export const channelOf = (type: TargetType): Channel => (type === 'WEBHOOK' ? 'webhook' : 'aws');
