// Causes every kind of log line in the world of the fault tests, and records what the functions write.
import { vi } from 'vitest';
import { type Fault, type loadWorld, minute } from './fault-world.ts';
import { throttled } from './faults.ts';

type World = Awaited<ReturnType<typeof loadWorld>>;

/** Failed, slow and successful attempts, a 410 answer, failures inside Herald, requests and bad tokens. */
const fault: Fault = {
  name: 'all kinds of lines',
  events: 100,
  inject: world => {
    const { state } = world;
    state.partner = ({ targetId, attempt }) => {
      if (targetId === 'webhook-2') return { status: 410 };
      if (targetId === 'sqs-1') return { status: 200, afterMs: 1500 };
      return { status: attempt === 1 ? 503 : 200 };
    };
    world.at(minute, () => world.authorize('Bearer guess'));
    world.at(2 * minute, () => {
      world.dynamodb.faults.before = throttled;
    });
    world.at(3 * minute, async () => {
      await world.call('GET /{licensor}/notifications/targets', {});
      world.dynamodb.faults.before = undefined;
      await world.call('GET /{licensor}/notifications/targets', {});
      await world.call('GET /{licensor}/notifications/targets/{targetId}', { path: { targetId: 'unknown' } });
    });
    world.at(20 * minute, () => {
      state.timeLimitMs = 0;
    });
  },
};

/** @returns the lines that are JSON, and everything that was written */
export async function everyLogLine(
  world: World,
): Promise<{ lines: Record<string, unknown>[]; text: string }> {
  const lines: Record<string, unknown>[] = [];
  let text = '';
  const spies = [process.stdout, process.stderr].map(stream =>
    vi.spyOn(stream, 'write').mockImplementation((written: unknown): true => {
      text += String(written);
      if (String(written).startsWith('{')) lines.push(JSON.parse(String(written)));
      return true;
    }),
  );
  try {
    await world.run(fault, 'lines', 100);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return { lines, text };
}
