// The routes of statistics and statements.
import { chargePage } from '../../core/history/read-budget.ts';
import { readStatementPage } from '../../core/history/statement.ts';
import { readStatisticsPage } from '../../core/history/statistics-page.ts';
import {
  readKnownTargetStatistics,
  type StatisticsDeps,
  statisticsQuerySchema,
} from '../../core/history/target-statistics.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import type { BudgetStore } from '../../core/store/deliveries/budgets.ts';
import {
  statementQuerySchema,
  type statisticsOperations,
  statisticsPageQuerySchema,
} from './statistics-operations.ts';

/** @param clock milliseconds since the epoch */
export const statisticsRoutes = (
  deps: StatisticsDeps,
  budget: BudgetStore,
  clock: () => number,
): RoutesOf<typeof statisticsOperations> => ({
  'GET /{licensor}/notifications/targets/{targetId}/statistics': async ({ licensor, path, query }) => {
    const asked = parseInput(statisticsQuerySchema, query, 'query');
    const { answer } = await chargePage(budget, licensor, clock, () =>
      readKnownTargetStatistics(deps, { licensor, targetId: path['targetId'] }, asked, clock()),
    );
    return { status: 200, body: answer };
  },

  'GET /{licensor}/notifications/statistics': async ({ licensor, query }) => {
    const { nextToken, ...asked } = parseInput(statisticsPageQuerySchema, query, 'query');
    const request = { licensor, ...asked, token: nextToken, tokenField: ['nextToken'] };
    const { answer } = await chargePage(budget, licensor, clock, () =>
      readStatisticsPage(deps, request, clock()),
    );
    return { status: 200, body: answer };
  },

  'GET /{licensor}/notifications/statements': async ({ licensor, query }) => {
    const { day, limit, nextToken } = parseInput(statementQuerySchema, query, 'query');
    const asked = { licensor, day, limit, token: nextToken, tokenField: ['nextToken'] };
    const { statement } = await chargePage(budget, licensor, clock, () =>
      readStatementPage(deps, asked, clock()),
    );
    return { status: 200, body: statement };
  },
});
