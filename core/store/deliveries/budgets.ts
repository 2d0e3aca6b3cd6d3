// What each licensor has used of its budgets: one item per licensor and budget in the Deliveries table, under
// a key that no delivery has (docs/decisions/0030-budgets.md).
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Budget, type BudgetDecision, spend, timeOf } from '../../model/api/budget.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import { readAndChange } from '../dynamodb/read-and-change.ts';

export type BudgetStore = ReturnType<typeof createBudgetStore>;

export const budgetItemSchema = z.object({ paidUntil: z.number().optional() });

/** The wait that a caller is told if too many of its requests changed the budget at the same moment. */
const contentionMs = 1000;

/** @param name of the budget: part of its key */
export function createBudgetStore(db: DynamoDBDocumentClient, table: string, name: string, budget: Budget) {
  const placeOf = (licensor: string) => ({
    TableName: table,
    Key: { eventKey: `${licensor}#!budgets`, targetId: name },
  });
  return {
    /**
     * Spends units of a licensor, if it has them.
     * @param units at most what the budget can save
     * @param now milliseconds since the epoch
     * @returns undefined if they are spent; otherwise the time until they can be, milliseconds
     */
    async spend(licensor: string, units: number, now: number): Promise<number | undefined> {
      const spent = await readAndChange<BudgetDecision>(db, placeOf(licensor), item => {
        const decided = spend(budgetItemSchema.parse(item ?? {}).paidUntil, units, budget, now);
        if ('waitMs' in decided) return { answer: decided };
        return { answer: decided, changes: { ...decided, expiresAt: expiresIn(1, now) } };
      });
      if (!spent) return contentionMs;
      return 'waitMs' in spent ? spent.waitMs : undefined;
    },

    /** Gives units back that were spent and not used; a negative number takes more. */
    async giveBack(licensor: string, units: number): Promise<void> {
      await db.send(
        new UpdateCommand({
          ...placeOf(licensor),
          UpdateExpression: 'ADD paidUntil :ms, #version :one',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':ms': -timeOf(units, budget.perSecond), ':one': 1 },
        }),
      );
    },
  };
}
