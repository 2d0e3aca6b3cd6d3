// Keys of the Registry table: partition `licensor`, sort `itemId`.

const targetPrefix = 'TARGET#';
const subscriptionPrefix = 'SUBSCRIPTION#';

export const itemPrefixes = { target: targetPrefix, subscription: subscriptionPrefix } as const;

export const targetKey = (licensor: string, targetId: string) => ({
  licensor,
  itemId: `${targetPrefix}${targetId}`,
});

export const subscriptionKey = (licensor: string, subscriptionId: string) => ({
  licensor,
  itemId: `${subscriptionPrefix}${subscriptionId}`,
});

export const routeKey = (licensor: string, topic: string, eventType: string) => ({
  licensor,
  itemId: `ROUTE#${topic}#${eventType}`,
});

export const licensorKey = (licensor: string) => ({ licensor, itemId: 'LICENSOR' });

// Licensors' names hold no "#", so the partitions below are nobody's.

export const clientKey = (clientId: string) => ({ licensor: `CLIENT#${clientId}`, itemId: 'CLIENT' });

export const claimKey = (account: string, externalId: string) => ({
  licensor: `CLAIM#${account}#${externalId}`,
  itemId: 'CLAIM',
});
