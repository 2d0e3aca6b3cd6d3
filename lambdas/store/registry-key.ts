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

/** Licensors' names hold no "#", so this partition is nobody's. */
export const tokenKey = (tokenHash: string) => ({ licensor: `TOKEN#${tokenHash}`, itemId: 'TOKEN' });
