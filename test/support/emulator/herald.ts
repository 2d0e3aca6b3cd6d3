// The deployment of `herald-on-emulator.ts`, for the processes of the tests.
import { inject } from 'vitest';
import { trust } from '../../../local/emulator/certificate.ts';
import { account, awsConfig, partnerAccount } from '../../../local/emulator/emulator.ts';

export const herald = inject('herald');
trust(herald.certificate);

/**
 * Configurations of AWS clients: root of Herald's own account, and root of the account of all test partners.
 */
export const heraldAws = awsConfig(herald.endpointUrl, account);
export const partnerAws = awsConfig(herald.endpointUrl, partnerAccount);
