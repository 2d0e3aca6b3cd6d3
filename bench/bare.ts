// The baseline: undici posts 1 KB with an HMAC header.
import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';
import { payload, secret } from './items.ts';
import { serve } from './serve.ts';
import { atOnce, measure, type Speed } from './speed.ts';

const [origin = ''] = process.argv.slice(2);
const dispatcher = new Agent({ connections: 10 });

async function post(): Promise<void> {
  const signature = createHmac('sha256', secret).update(payload).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-signature': signature };
  const { statusCode, body } = await request(`${origin}/bare`, {
    method: 'POST',
    headers,
    body: payload,
    dispatcher,
  });
  await body.dump();
  if (statusCode !== 200) throw new Error(`the sink answered ${statusCode}`);
}

serve<number, Speed>(count => measure(count, () => atOnce(10, count, post)));
