// DynamoDB as the audit sees it while events come at a steady rate: pages, events, routes and rows are
// computed from their keys, so that a simulation may have millions of them. Calls and processor time advance
// a clock.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type BatchExecuteStatementCommandInput,
  type BatchGetCommandInput,
  DynamoDBDocumentClient,
  type QueryCommandInput,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { timeShards } from '../../../core/store/events/event-page.ts';
import { itemFrom, parseStatement } from '../dynamodb/partiql.ts';

export type Traffic = {
  /** Calls of publish a second, over all shards. */
  pagesPerSecond: number;
  eventsPerPage: number;
  licensors: number;
  /** Milliseconds since the epoch: no event is older, or younger. */
  from: number;
  to: number;
  /** Of so many events, one has no row. */
  oneIsMissingIn: number;
};

/** Milliseconds: of a call to DynamoDB, and of the processor for an event. */
export type Costs = { callMs: number; eventMs: number };

type Item = Record<string, unknown>;
const iso = (time: number): string => new Date(time).toISOString();
const delivered = { status: 'DELIVERED', attemptCount: 1, updatedAt: iso(0) };
const isStatistics = ({ eventKey }: Item): boolean => String(eventKey).includes('#!statistics#');
const textOf = ({ eventKey, targetId }: Item): string => `${eventKey} ${targetId}`;
const since = '2020-01-01T00:00:00.000Z';

export function endlessEvents(traffic: Traffic, costs: Costs, start: number) {
  const { pagesPerSecond, eventsPerPage, licensors, from, to, oneIsMissingIn } = traffic;
  const pageMs = (timeShards * 1000) / pagesPerSecond;
  const watermarks = new Map<string, Item>();
  const created = new Set<string>();
  const statistics = new Map<string, Item>();
  let now = start;
  let calls = 0;
  let largestAnswer = 0;

  const timeOfPage = (n: number): number => from + Math.floor(n * pageMs);
  const pageIdOf = (n: number): string => n.toString(16).padStart(12, '0');
  const page = (shard: number, n: number): Item => ({
    licensorDay: `licensor-${(n * timeShards + shard) % licensors}#${iso(timeOfPage(n)).slice(0, 10)}#0`,
    position: `${iso(timeOfPage(n))}#${pageIdOf(n)}`,
    eventIds: Array.from({ length: eventsPerPage }, (_, place) => `${n}-${shard}-${place}`),
  });

  const query = ({ IndexName, ExpressionAttributeValues: values = {}, Limit = 0 }: QueryCommandInput) => {
    if (IndexName === undefined) return { Items: [...watermarks.values()] };
    const [shard, after, end] = [
      Number(String(values[':shard']).slice(11)),
      values[':after'],
      values[':end'],
    ];
    const Items: Item[] = [];
    const startsAt = Date.parse(String(after).slice(0, 24));
    for (let n = Math.max(0, Math.floor((startsAt - from) / pageMs)); timeOfPage(n) < to; n++) {
      const one = page(shard, n);
      const position = String(one['position']);
      if (position < String(after)) continue;
      if (position > String(end)) break;
      if (Items.length === Limit) return { Items, LastEvaluatedKey: {} };
      Items.push(one);
    }
    return { Items };
  };

  const itemOf = (table: string, key: Item): Item | undefined => {
    const eventKey = String(key['eventKey']);
    const [n = 0, shard = 0, place = 0] = eventKey
      .slice(eventKey.indexOf('#') + 1)
      .split('-')
      .map(Number);
    if (table === 'registry') {
      const targets = { 'target-1': { channel: 'webhook', since } };
      return { ...key, 'by#subscription-1': { createdAt: since, targets } };
    }
    if (table === 'deliveries' && isStatistics(key)) return statistics.get(textOf(key));
    if (table === 'deliveries') {
      const number = (n * timeShards + shard) * eventsPerPage + place;
      return number % oneIsMissingIn === 0 && !created.has(eventKey) ? undefined : { ...key, ...delivered };
    }
    return {
      eventKey,
      page: pageIdOf(n),
      topic: 'OfferStatus',
      eventType: 'LiveStatusUpdated',
      acceptedAt: iso(timeOfPage(n)),
      fields: {},
    };
  };
  const batchGet = ({ RequestItems = {} }: BatchGetCommandInput) => {
    const Responses = Object.fromEntries(
      Object.entries(RequestItems).map(([table, { Keys = [] }]) => {
        if (table === 'events') now += Keys.length * costs.eventMs;
        return [table, Keys.flatMap(key => itemOf(table, key) ?? [])];
      }),
    );
    return { Responses };
  };
  const update = ({ Key = {}, ExpressionAttributeValues: values = {} }: UpdateCommandInput) => {
    const known = watermarks.get(String(Key['targetId']));
    const until = String(values[':until']);
    if (known && String(known['until']) >= until) throw new Error('the watermark would go back');
    watermarks.set(String(Key['targetId']), { ...Key, until });
    return {};
  };
  const execute = ({ Statements = [] }: BatchExecuteStatementCommandInput) => {
    for (const { Statement = '', Parameters = [] } of Statements) {
      const parsed = parseStatement(Statement);
      const names = parsed.kind === 'INSERT' ? parsed.names : [...parsed.set, ...parsed.where];
      // An update names the position twice: as it was read, and as it is written.
      const item = itemFrom(names.slice().reverse(), Parameters.slice().reverse());
      if (isStatistics(item)) statistics.set(textOf(item), item);
      else if (created.has(String(item['eventKey']))) throw new Error(`created twice: ${item['eventKey']}`);
      else created.add(String(item['eventKey']));
    }
    return { Responses: Statements.map(() => ({})) };
  };
  const operations: Record<string, (input: never) => object> = {
    QueryCommand: query,
    BatchGetCommand: batchGet,
    UpdateCommand: update,
    BatchExecuteStatementCommand: execute,
  };
  const send = async (command: { input: unknown }): Promise<object> => {
    calls++;
    now += costs.callMs;
    const answer = operations[command.constructor.name]?.(command.input as never);
    if (!answer) throw new Error(`unexpected ${command.constructor.name}`);
    largestAnswer = Math.max(largestAnswer, JSON.stringify(answer).length);
    return answer;
  };

  const db = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-1' }));
  Object.defineProperty(db, 'send', { value: send });

  return {
    db,
    clock: (): number => now,
    goTo: (time: number): void => {
      now = Math.max(now, time);
    },
    created: (): number => created.size,
    /** The items of the statistics. */
    statistics: (): Item[] => [...statistics.values()],
    calls: (): number => calls,
    /** The characters of the largest answer so far, as JSON. */
    largestAnswer: (): number => largestAnswer,
  };
}
