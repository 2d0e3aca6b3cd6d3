// The rules that every topic must keep. Synthesis and the tests of an app that defines topics check them.
import type { Topic } from './topic.ts';
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

/** The examples are rendered, as `GET /topics` shows them; filter fields must be fields of the data. */
function problemsOfExamples(topic: Topic): string[] {
  try {
    const { properties } = viewOfTopic(topic).inputSchema;
    const known = Object.keys(Object(properties));
    return topic.filterFields
      .filter(field => !known.includes(field))
      .map(field => `the filter field "${field}" is not a field of its data`);
  } catch (error) {
    return [`an example does not fit: ${error instanceof Error ? error.message : error}`];
  }
}
