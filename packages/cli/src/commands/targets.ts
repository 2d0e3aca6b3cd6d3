// herald targets

import { readDocument } from '../apply/document-file.ts';
import { targetBody } from '../apply/target-body.ts';
import { fieldLines, show, showList, take } from '../output.ts';
import { confirm } from '../questions.ts';
import { type Invocation, openSession } from '../session.ts';

const path = '/{licensor}/notifications/targets';
const one = '/{licensor}/notifications/targets/{targetId}';

export async function listTargets(invocation: Invocation): Promise<void> {
  const { herald, terminal } = openSession(invocation);
  showList(
    terminal,
    await take(herald.targets(), 1_000),
    [
      { title: 'TARGET', value: row => row.targetId },
      { title: 'TYPE', value: row => row.type },
      { title: 'STATUS', value: row => row.status },
      { title: 'HEALTH', value: row => row.health.state },
      {
        title: 'DESTINATION',
        value: ({ destination }) =>
          typeof destination === 'string' ? destination : Object.values(destination).join(' '),
      },
    ],
    'There are no targets. Create one: herald targets create FILE',
  );
}

export async function getTarget(invocation: Invocation, targetId: string): Promise<void> {
  const { herald, terminal } = openSession(invocation);
  const { data } = await herald.GET(one, { params: { path: { targetId } } });
  show(terminal, data, () => fieldLines(data));
}

/** @param file YAML or JSON: the body of POST /targets, with secrets as `${env:NAME}` */
export async function createTarget(invocation: Invocation, file: string): Promise<void> {
  const { herald, terminal, env } = openSession(invocation);
  const body = targetBody(await readDocument(file), env);
  const { data } = await herald.POST(path, { body });
  show(terminal, data, () => fieldLines(data));
}

export async function deleteTarget(invocation: Invocation, targetId: string, yes: boolean): Promise<void> {
  const { herald, terminal } = openSession(invocation);
  if (!yes) await confirm(terminal, `Delete the target ${targetId}, with its waiting deliveries?`);
  await herald.DELETE(one, { params: { path: { targetId } } });
  show(terminal, { targetId, deleted: true }, () => [`Deleted ${targetId}`]);
}

/** Sends the configuration again with the status ACTIVE; secrets that are left out stay. */
export async function enableTarget(invocation: Invocation, targetId: string): Promise<void> {
  const { herald, terminal } = openSession(invocation);
  const { data: target, response } = await herald.GET(one, { params: { path: { targetId } } });
  const version = response.headers.get('etag');
  const body = targetBody({ ...configurationOf(target), status: 'ACTIVE' }, {});
  const { data } = await herald.PUT(one, {
    params: { path: { targetId }, ...(version !== null && { header: { 'If-Match': version } }) },
    body,
  });
  show(terminal, data, () => fieldLines(data));
}

function configurationOf(target: object): object {
  const names = ['type', 'destination', 'httpMethod', 'auth'];
  return Object.fromEntries(Object.entries(target).filter(([name]) => names.includes(name)));
}
