// The rules that every topic must keep. Synthesis and the tests of an app that defines topics check them.
import { reasonOf } from '../model/api/parse.ts';
import { arrivingFormats } from '../model/event/arriving-schemas.ts';
import { timestampSchema } from '../model/event/timestamp.ts';
import type { Topic } from './topic.ts';
import { arrivingExamples, renderedExamples } from './topic-example.ts';
import { viewOfTopic } from './topic-view.ts';

/** So that a change of a subscription fits into one transaction. */
const mostEventTypes = 10;
const namePattern = /^[A-Za-z][A-Za-z0-9_]*$/;

/**
 * Checks a list of topics: names, sources, event types, versions, filter fields, and whether the examples fit
 * the topic's own schemas.
 * @returns one sentence for each problem; empty if there is none
 */
export function problemsOfTopics(topics: readonly Topic[]): string[] {
  const eventTypes = topics.flatMap(topic => Object.keys(topic.eventTypes));
  return [
    ...repeated(topics.map(({ name }) => name)).map(name => `two topics are named ${name}`),
    ...repeated(eventTypes).map(name => `two event types are named ${name}`),
    ...topics.flatMap(topic => problemsOf(topic).map(problem => `${topic.name}: ${problem}`)),
  ];
}

const repeated = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
];

function problemsOf(topic: Topic): string[] {
  const eventTypes = Object.keys(topic.eventTypes);
  const misnamed = [topic.name, ...eventTypes].filter(name => !namePattern.test(name));
  const versions = topic.versions.map(({ version }) => version);
  const badVersions = versions.filter(version => !/^[1-9]\d{0,3}$/.test(version));
  return [
    ...misnamed.map(name => `the name "${name}" may have letters, digits and "_" only`),
    ...(eventTypes.length < 1 || eventTypes.length > mostEventTypes
      ? [`it must have 1 to ${mostEventTypes} event types, but has ${eventTypes.length}`]
      : []),
    ...(isSource(topic.source)
      ? []
      : [`the source "${topic.source}" must be a URI reference that does not begin with "aws."`]),
    ...badVersions.map(version => `"${version}" is not a version: expected a number like 1`),
    ...repeated(versions).map(version => `version ${version} is defined twice`),
    ...problemsOfExamples(topic),
  ];
}

/** CloudEvents asks for a URI reference (CloudEvents 1.0.2, "source"); EventBridge reserves `aws.`. */
const isSource = (source: string): boolean =>
  source !== '' && !/^aws\./i.test(source) && !/[\s<>"{}|\\^`]/.test(source);

/** Every event type has an example that fits, and arrives as the schemas of `GET /topics` say. */
function problemsOfExamples(topic: Topic): string[] {
  const problems = Object.entries(topic.eventTypes).flatMap(([eventType, { examples }]) => {
    // An app may be JavaScript.
    if (!Array.isArray(examples) || examples.length === 0)
      return [`${eventType} needs at least one example of its data (examples)`];
    return problemsOfEventType(topic, eventType);
  });
  return problems.length > 0 ? problems : problemsOfFilters(topic);
}

function problemsOfEventType(topic: Topic, eventType: string): string[] {
  try {
    const problems = renderedExamples(topic, eventType).flatMap(({ entity, time, fields }) => [
      ...(typeof entity === 'string' && entity !== ''
        ? []
        : [`entity must return text, but returned ${entity}`]),
      ...(timestampSchema.safeParse(time).success
        ? []
        : [`time must return a timestamp, but returned ${time}`]),
      ...Object.entries(fields)
        .filter(([, value]) => value !== undefined && typeof value !== 'string')
        .map(([field]) => `the filter field "${field}" must be text`),
    ]);
    const all = problems.length > 0 ? problems : problemsOfArrival(topic, eventType);
    return [...new Set(all)].map(problem => `an example of ${eventType} does not fit: ${problem}`);
  } catch (error) {
    return [`an example of ${eventType} does not fit: ${reasonOf(error)}`];
  }
}

const problemsOfArrival = (topic: Topic, eventType: string): string[] =>
  topic.versions.flatMap(({ version, arriving }) =>
    arrivingFormats.flatMap(format =>
      arrivingExamples(topic, eventType, version, format).flatMap(example => {
        const { error } = arriving(eventType)[format].safeParse(example, { reportInput: true });
        return error
          ? [`what arrives (version ${version}, ${format}) is not what its schema says: ${reasonOf(error)}`]
          : [];
      }),
    ),
  );

function problemsOfFilters(topic: Topic): string[] {
  try {
    const { properties } = viewOfTopic(topic).inputSchema;
    const known = Object.keys(Object(properties));
    return topic.filterFields
      .filter(field => !known.includes(field))
      .map(field => `the filter field "${field}" is not a field of its data`);
  } catch (error) {
    return [`GET /topics cannot show it: ${reasonOf(error)}`];
  }
}
