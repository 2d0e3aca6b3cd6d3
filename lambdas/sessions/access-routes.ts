// Who can get in, besides the sessions.
import { accessKeysOf } from '../../core/model/api/access-key-view.ts';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import type { Clients } from '../../core/store/registry/clients.ts';
import type { Licensors } from '../../core/store/registry/licensors.ts';
import type { accessOperations } from './access-operations.ts';

type AccessDeps = {
  licensors: Pick<Licensors, 'accessKeyHashesOf'>;
  clients: Pick<Clients, 'withHash'>;
};

export const createAccessRoutes = ({
  licensors,
  clients,
}: AccessDeps): RoutesOf<typeof accessOperations> => ({
  'GET /{licensor}/notifications/access-keys': async ({ licensor }) => {
    const hashes = await licensors.accessKeyHashesOf(licensor);
    const found = await Promise.all(hashes.map(hash => clients.withHash(hash)));
    const own = found.filter(client => client?.kind === 'partner' && client.speaksFor === licensor);
    const accessKeys = accessKeysOf(own.flatMap(client => client ?? []));
    return { status: 200, body: { accessKeys } };
  },
});
