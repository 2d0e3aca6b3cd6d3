// What the topics of a platform are made of (docs/adding-a-topic.md).
export * as z from 'zod';
export { problemsOfTopics } from '../../../core/catalog/catalog-rules.ts';
export { defineTopic, type Topic } from '../../../core/catalog/topic.ts';
export type {
  Acceptance,
  EarlierVersion,
  EventType,
  RenderContext,
  TopicDefinition,
} from '../../../core/catalog/topic-definition.ts';
export { arrivingExamples } from '../../../core/catalog/topic-example.ts';
export { timestampSchema } from '../../../core/model/event/timestamp.ts';
