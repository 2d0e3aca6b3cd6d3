// Whether a host is in DNS, asked of a DNS server on the loopback interface.
import { createSocket } from 'node:dgram';
import { afterAll, expect, test } from 'vitest';
import { createHostLookup } from '../../../../core/runtime/host-lookup.ts';

const [noError, serverFailure, noSuchName] = [0, 2, 3];
const typeA = 1;

/** The first label of a question's name, and its type. */
function questionOf(query: Buffer): { label: string; type: number } {
  const length = query[12] ?? 0;
  return {
    label: query.subarray(13, 13 + length).toString(),
    type: query.readUInt16BE(query.indexOf(0, 12) + 1),
  };
}

/** RFC 1035, section 4.1. @param address the data of one record; undefined for none */
function answerTo(query: Buffer, code: number, address?: Buffer): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(address ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  if (!address) return Buffer.concat([header, query.subarray(12, end)]);
  const record = Buffer.from([0xc0, 12, 0, questionOf(query).type, 0, 1, 0, 0, 0, 1, 0, address.length]);
  return Buffer.concat([header, query.subarray(12, end), record, address]);
}

/** What the server answers for a first label; nothing for `hanging`. */
function reply(query: Buffer): Buffer | undefined {
  const { label, type } = questionOf(query);
  const isV4 = type === typeA;
  if (label === 'v4') return answerTo(query, noError, isV4 ? Buffer.from([192, 0, 2, 1]) : undefined);
  if (label === 'v6') return answerTo(query, noError, isV4 ? undefined : Buffer.alloc(16, 1));
  if (label === 'empty') return answerTo(query, noError);
  if (label === 'broken') return answerTo(query, serverFailure);
  return label === 'missing' ? answerTo(query, noSuchName) : undefined;
}

const server = createSocket('udp4');
server.on('message', (query, { port, address }) => {
  const answer = reply(query);
  if (answer) server.send(answer, port, address);
});
await new Promise<void>(resolve => {
  server.bind(0, '127.0.0.1', resolve);
});
afterAll(() => {
  server.close();
});

const hostExists = createHostLookup([`127.0.0.1:${server.address().port}`]);

test.each([
  ['v4', true],
  ['v6', true],
  ['missing', false],
  ['empty', false],
  ['broken', true],
  ['hanging', true],
])('the host %s.example.com: exists is %s', async (label, expected) => {
  expect(await hostExists(`${label}.example.com`)).toBe(expected);
});

test('names that do not answer do not hold up another one', async () => {
  const answered: string[] = [];
  const ask = async (label: string) => {
    await hostExists(`${label}.example.com`);
    answered.push(label);
  };

  await Promise.all([...Array.from({ length: 20 }, () => ask('hanging')), ask('v4')]);

  expect(answered[0]).toBe('v4');
});
