// The Herald that `herald-on-emulator.ts` deployed, as a test's process sees it.
import { inject } from 'vitest';
import { trust } from '../../../local/emulator/certificate.ts';
import { account, awsConfig, partnerAccount } from '../../../local/emulator/emulator.ts';

export const herald = inject('herald');
trust(herald.certificate);

/** For AWS clients: the root of Herald's own account, and of the one where all partners of the tests live. */
export const heraldAws = awsConfig(herald.endpointUrl, account);
export const partnerAws = awsConfig(herald.endpointUrl, partnerAccount);
