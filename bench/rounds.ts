// Measures the three ways to deliver in turns, so that other load on the machine affects all of them.
import type { SinkReport } from './sink.ts';
import type { Speed } from './speed.ts';
import type { Worker } from './worker.ts';

export const ways = ['bare', 'send', 'handler'] as const;
export type Way = (typeof ways)[number];
export type Round = Record<Way, Speed>;

const rounds = 21;
const deliveries: Record<Way, number> = { bare: 3000, send: 1500, handler: 800 };
const warmUps = 4;
/** Deliveries before each turn, which open the connections again. */
const unmeasured = 100;

/** @throws Error if the sink has not received every delivery exactly once */
export async function measureInTurns(
  clients: Record<Way, Worker<number, Speed>>,
  sink: Worker<'report', SinkReport>,
): Promise<Round[]> {
  const turn = async (way: Way): Promise<Speed> => {
    await clients[way].ask(unmeasured);
    await sink.ask('report');
    const speed = await clients[way].ask(deliveries[way]);
    const { received } = await sink.ask('report');
    if (received !== deliveries[way])
      throw new Error(`${way}: ${deliveries[way]} sent, but ${received} received`);
    return speed;
  };
  const round = async (): Promise<Round> => ({
    bare: await turn('bare'),
    send: await turn('send'),
    handler: await turn('handler'),
  });
  for (let done = 0; done < warmUps; done++) await round();
  const measured: Round[] = [];
  while (measured.length < rounds) measured.push(await round());
  return measured;
}
