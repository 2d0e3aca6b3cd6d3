// The package @herald/partner-cdk: the partner's side of AWS targets.

export type { HeraldProps } from './delivery-role.ts';
export { HeraldBus, HeraldQueue, HeraldTopic } from './destinations.ts';
