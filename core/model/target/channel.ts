// A channel: one queue and one deliverer. Two of them, because code that calls partner-chosen URLs must not assume roles.
import type { TargetType } from './target.ts';

export const channels = ['webhook', 'aws'] as const;
export type Channel = (typeof channels)[number];

export const channelOf = (type: TargetType): Channel => (type === 'WEBHOOK' ? 'webhook' : 'aws');
