// The three ways to deliver, measured in turns, so that a noisy moment hits all of them.
import type { SinkReport } from './sink.ts';
import type { Speed } from './speed.ts';
import type { Worker } from './worker.ts';

export const ways = ['bare', 'send', 'handler'] as const;
export type Way = (typeof ways)[number];
export type Round = Record<Way, Speed>;

const rounds = 9;
const deliveries: Record<Way, number> = { bare: 8000, send: 4000, handler: 2000 };
const warmUps = 2;

/** @throws Error if the sink has not received every delivery exactly once */
export async function measureInTurns(
  clients: Record<Way, Worker<number, Speed>>,
  sink: Worker<'report', SinkReport>,
): Promise<Round[]> {
  const turn = async (way: Way): Promise<Speed> => {
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
