// Herald as a construct, for any stack of any CDK app.
import type { Construct } from 'constructs';
import { Installation } from './installation.ts';
import { type StageSettings, settingsOf } from './settings.ts';
import { checkedTopics } from './topics-module.ts';

export type HeraldProps = {
  /**
   * Names this installation: up to 16 lower-case letters, digits and hyphens. `local` runs on the emulator.
   * Names of resources and access keys contain it, so it cannot change later.
   */
  stage: string;
  /**
   * The module that exports the platform's topics as `topics` (docs/adding-a-topic.md): a path, relative to
   * the folder in which the CDK runs. Default: the four example topics.
   */
  topics?: string;
  /** What differs from the settings of the stage prod, or of `like`. */
  settings?: StageSettings | undefined;
};

/**
 * Herald in the stack of the scope. A stack can have one.
 *
 * Example: `new Herald(stack, 'Herald', { stage: 'prod', topics: './topics.ts' })`. The logical ids of all
 * resources contain the id, except for the id `Default`: do not change it after the first deployment.
 *
 * The command line may give `-c first=true` for the first deployment, and `-c deploys=…`.
 */
export class Herald extends Installation {
  /** @throws Error if the stage, the settings or the path of the topics are not valid */
  constructor(scope: Construct, id: string, { stage, topics, settings }: HeraldProps) {
    const context = (name: string): unknown => scope.node.tryGetContext(name);
    const complete = settingsOf(stage, settings, {
      first: context('first'),
      deploys: context('deploys'),
      extraOrigins: context('extraOrigins'),
      cognitoEndpoint: context('cognitoEndpoint'),
      consoleOrigin: context('consoleOrigin'),
    });
    super(scope, id, {
      settings: { ...complete, ...(topics !== undefined && { topics: checkedTopics(topics) }) },
    });
  }
}
