// Keys of the Registry table: partition `licensor`, sort `itemId`.

const targetPrefix = 'TARGET#';
const subscriptionPrefix = 'SUBSCRIPTION#';
const authProfilePrefix = 'AUTHPROFILE#';
const routePrefix = 'ROUTE#';
const partnerSourcePrefix = 'PARTNERSOURCE#';
const changePrefix = 'CHANGE#';

export const itemPrefixes = {
  target: targetPrefix,
  subscription: subscriptionPrefix,
  authProfile: authProfilePrefix,
  route: routePrefix,
  partnerSource: partnerSourcePrefix,
  change: changePrefix,
} as const;

export const targetKey = (licensor: string, targetId: string) => ({
  licensor,
  itemId: `${targetPrefix}${targetId}`,
});

export const subscriptionKey = (licensor: string, subscriptionId: string) => ({
  licensor,
  itemId: `${subscriptionPrefix}${subscriptionId}`,
});

export const authProfileKey = (licensor: string, authProfileId: string) => ({
  licensor,
  itemId: `${authProfilePrefix}${authProfileId}`,
});

export const routeKey = (licensor: string, topic: string, eventType: string) => ({
  licensor,
  itemId: `${routePrefix}${topic}#${eventType}`,
});

/** @param changeId a ULID: change records sort by time */
export const changeKey = (licensor: string, changeId: string) => ({
  licensor,
  itemId: `${changePrefix}${changeId}`,
});

/** AWS identifies a partner event source by its region and name. */
export const partnerSourceKey = (licensor: string, region: string, name: string) => ({
  licensor,
  itemId: `${partnerSourcePrefix}${region}#${name}`,
});

/** The item that lists the partner event sources of a licensor. */
export const partnerSourcesKey = (licensor: string) => ({ licensor, itemId: 'PARTNERSOURCES' });

export const licensorKey = (licensor: string) => ({ licensor, itemId: 'LICENSOR' });

// A licensor's name contains no "#", so these partition keys cannot collide with a licensor's.

/** The item of an OAuth client. Access keys have other partitions: neither can pass for the other. */
export const clientKey = (clientId: string) => ({ licensor: `CLIENT#${clientId}`, itemId: 'CLIENT' });

/** @param hash the SHA-256 of an access key, in hex */
export const accessKeyKey = (hash: string) => ({ licensor: `ACCESS_KEY#${hash}`, itemId: 'ACCESS_KEY' });

/** @param hash the SHA-256 of a session's token, in hex */
export const sessionKey = (hash: string) => ({ licensor: `SESSION#${hash}`, itemId: 'SESSION' });

/** The partition of the sessions of a licensor, or of operators: apart from its other items. */
export const sessionListOf = (owner: string): string => `SESSIONS#${owner}`;

export const listedSessionPrefix = 'SESSION#';
export const listedSessionKey = (owner: string, sessionId: string) => ({
  licensor: sessionListOf(owner),
  itemId: `${listedSessionPrefix}${sessionId}`,
});

/** @param hash the SHA-256 of a session code, in hex */
export const sessionCodeKey = (hash: string) => ({
  licensor: `SESSION_CODE#${hash}`,
  itemId: 'SESSION_CODE',
});

/** The same for all spellings of an external id: a trust policy may ignore case. */
export const claimKey = (account: string, externalId: string) => ({
  licensor: `CLAIM#${account}#${externalId.toLowerCase()}`,
  itemId: 'CLAIM',
});

/** The partition that lists all licensors. */
export const licensorDirectory = 'LICENSORS#';
export const listedLicensorPrefix = 'LICENSOR#';
export const listedLicensorKey = (licensor: string) => ({
  licensor: licensorDirectory,
  itemId: `${listedLicensorPrefix}${licensor}`,
});

/** The memberships of a person. @param email in lower case */
export const personOf = (email: string): string => `PERSON#${email}`;
export const membershipPrefix = 'MEMBERSHIP#';
export const membershipKey = (email: string, licensor: string) => ({
  licensor: personOf(email),
  itemId: `${membershipPrefix}${licensor}`,
});

/** The partition that lists the members of a licensor. */
export const memberListOf = (licensor: string): string => `MEMBERS#${licensor}`;
export const memberPrefix = 'MEMBER#';
export const memberKey = (licensor: string, memberId: string) => ({
  licensor: memberListOf(licensor),
  itemId: `${memberPrefix}${memberId}`,
});
