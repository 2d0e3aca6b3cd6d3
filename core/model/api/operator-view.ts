// What operators see of the whole installation.
import * as z from 'zod';
import { healthViewSchema } from '../target/health-view.ts';
import { licensorSchema } from './licensor.ts';
import { nextPage } from './page.ts';

const countOfMessages = z.number().int().nonnegative();

export const surveySchema = z
  .strictObject({
    at: z.iso.datetime(),
    problems: z
      .array(z.string())
      .describe('What is not as it should be, each with the section of the runbook; empty if all is well'),
    overdueSeconds: z
      .number()
      .int()
      .nonnegative()
      .describe('How late the longest overdue delivery is; 0 if none is'),
    auditBehindSeconds: z
      .number()
      .int()
      .nonnegative()
      .optional()
      .describe('How much later than it should the audit checks events; absent before its first run'),
    queues: z.strictObject({
      quarantine: countOfMessages.describe('Messages that Herald cannot handle'),
      deadDeliveries: countOfMessages.describe('Notices of deliveries that have used up their attempts'),
      webhook: countOfMessages,
      slowWebhook: countOfMessages,
      aws: countOfMessages,
      slowAws: countOfMessages,
    }),
    links: z.array(z.strictObject({ title: z.string(), url: z.url() })).describe('Pages of the AWS console'),
  })
  .meta({ id: 'Survey' });
export type Survey = z.output<typeof surveySchema>;

const suspensionViewSchema = z.strictObject({ since: z.string(), reason: z.string() });

/** Targets that are listed for one licensor at most. */
export const listedTargets = 20;

export const surveyedLicensorSchema = z
  .strictObject({
    licensor: licensorSchema,
    createdAt: z.string(),
    suspension: suspensionViewSchema.optional(),
    targets: z.number().int().nonnegative().describe('How many it has'),
    unhealthy: z.number().int().nonnegative().describe('How many of them are not HEALTHY'),
    unhealthyTargets: z
      .array(
        z.strictObject({
          targetId: z.string(),
          type: z.string(),
          health: healthViewSchema,
        }),
      )
      .max(listedTargets)
      .describe(`${listedTargets} of them at most`),
  })
  .meta({ id: 'SurveyedLicensor' });
export type SurveyedLicensor = z.output<typeof surveyedLicensorSchema>;

export const surveyedLicensorsSchema = z
  .strictObject({ licensors: z.array(surveyedLicensorSchema), ...nextPage })
  .meta({ id: 'SurveyedLicensors' });
