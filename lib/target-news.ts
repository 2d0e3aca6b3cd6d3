// Event patterns for the news of targets that Herald puts on the platform's event bus.
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { type TargetHealthEventType, targetHealthEventTypes } from '../core/catalog/contract.ts';
import { busSource } from '../lambdas/announcer/contract.ts';
import type { Settings } from './settings.ts';

export class TargetNews {
  private readonly busArn: string | undefined;

  constructor({ healthEvents }: Settings) {
    this.busArn = healthEvents?.busArn;
  }

  /**
   * Example: `new Rule(stack, 'Failing', { eventPattern: herald.events.pattern('TargetFailing') })`.
   * @param eventTypes none for all
   * @returns what a rule on the bus of the setting `healthEvents` matches
   * @throws Error if the setting is missing: no event would ever match
   */
  pattern(...eventTypes: TargetHealthEventType[]): EventPattern {
    if (this.busArn === undefined)
      throw new Error('herald.events: set `healthEvents`, else Herald puts no events on a bus');
    return {
      source: [busSource],
      detailType: eventTypes.length > 0 ? eventTypes : [...targetHealthEventTypes],
    };
  }
}
