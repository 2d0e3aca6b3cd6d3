// Members of licensors in the Registry. Each has two items: one under the address of the person, for the
// sign-in, and one in the list of the licensor's members.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Member, memberSchema } from '../../model/api/member.ts';
import type { Page, PageRequest } from '../../model/api/page.ts';
import { type Action, transact } from '../dynamodb/transaction.ts';
import { getItem, itemPage } from './registry-items.ts';
import {
  memberKey,
  memberListOf,
  memberPrefix,
  membershipKey,
  membershipPrefix,
  personOf,
} from './registry-key.ts';

export type MemberStore = ReturnType<typeof createMemberStore>;

/** A person has few memberships. */
const mostMemberships = 100;

const keysOf = ({ speaksFor, email, memberId }: Member) => [
  membershipKey(email, speaksFor),
  memberKey(speaksFor, memberId),
];

export function createMemberStore(db: DynamoDBDocumentClient, TableName: string) {
  return {
    /** @throws StoreError ALREADY_EXISTS if the person is a member already */
    add: (member: Member, record: Action): Promise<void> => {
      const [membership, listed] = keysOf(member);
      const refusal = { kind: 'ALREADY_EXISTS', resource: 'member', id: member.email } as const;
      const isNew = { ConditionExpression: 'attribute_not_exists(itemId)' };
      return transact(db, [
        { write: { Put: { TableName, Item: { ...member, ...membership }, ...isNew } }, refusal },
        { write: { Put: { TableName, Item: { ...member, ...listed } } } },
        record,
      ]);
    },

    /** @param email in lower case */
    ofPerson: async (email: string): Promise<Member[]> => {
      const page = { limit: mostMemberships };
      return (await itemPage(db, TableName, personOf(email), membershipPrefix, page, memberSchema)).items;
    },

    get: (licensor: string, memberId: string): Promise<Member | undefined> =>
      getItem(db, TableName, memberKey(licensor, memberId), memberSchema),

    list: (licensor: string, page: PageRequest): Promise<Page<Member>> =>
      itemPage(db, TableName, memberListOf(licensor), memberPrefix, page, memberSchema),

    /**
     * The actions that bind the membership to a person at the issuer, and note the time. Refusal:
     * VERSION_CONFLICT if another person is bound, or the member was removed.
     * @param at ISO 8601
     */
    signInActions: (member: Member, sub: string, at: string): Action[] =>
      keysOf(member).map(Key => ({
        write: {
          Update: {
            TableName,
            Key,
            UpdateExpression: 'SET #sub = :sub, lastSignInAt = :at',
            ConditionExpression: 'memberId = :member AND (attribute_not_exists(#sub) OR #sub = :sub)',
            ExpressionAttributeNames: { '#sub': 'sub' },
            ExpressionAttributeValues: { ':sub': sub, ':at': at, ':member': member.memberId },
          },
        },
        refusal: { kind: 'VERSION_CONFLICT', resource: 'member', id: member.memberId },
      })),

    /** @throws StoreError VERSION_CONFLICT if the member was removed at the same moment */
    remove: (member: Member, record: Action): Promise<void> => {
      const deletions = keysOf(member).map(
        (Key): Action => ({
          write: { Delete: { TableName, Key, ConditionExpression: 'attribute_exists(itemId)' } },
          refusal: { kind: 'VERSION_CONFLICT', resource: 'member', id: member.memberId },
        }),
      );
      return transact(db, [...deletions, record]);
    },
  };
}
