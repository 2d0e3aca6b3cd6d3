// Public on-demand prices of us-east-1 in USD, without free tiers, from the services' pricing pages
// (aws.amazon.com/<service>/pricing, read in November 2026). First tiers; larger installations pay less.
export const prices = {
  /** A million write request units: a write of up to 1 KB, of the table or of an index. */
  dynamoWriteUnits: 0.625,
  /** A million read request units: a consistent read of up to 4 KB. */
  dynamoReadUnits: 0.125,
  /** A million requests of a standard queue, each up to 64 KB; 0.10 of it because messages have a group. */
  sqsRequests: 0.5,
  /** A million calls of a REST API. */
  apiCalls: 3.5,
  /** A million requests that AWS WAF inspects. */
  wafRequests: 0.6,
  /** A million invocations. */
  lambdaRequests: 0.2,
  /** A million GB-seconds on arm64. */
  lambdaGbSeconds: 13.3334,
  /** A GB of standard logs ingested. */
  logGigabytes: 0.5,
  /** A million log lines that a Contributor Insights rule matches. */
  insightMatches: 0.02,
  /** A million calls of KMS for symmetric keys. */
  kmsRequests: 3,
  /** A GB to the internet. */
  transferGigabytes: 0.09,
  /** A GB of DynamoDB storage for a month. */
  dynamoGigabyteMonths: 0.25,
  /** Point-in-time recovery of a GB of DynamoDB for a month. */
  recoveryGigabyteMonths: 0.2,
  /** A provisioned write or read unit for a month (730 hours). */
  dynamoWriteUnitMonths: 0.4745,
  dynamoReadUnitMonths: 0.0949,
  /** A million GB-seconds of provisioned concurrency on arm64. */
  provisionedGbSeconds: 3.3334,
  /** A KMS key for a month, before its first rotation. */
  keyMonths: 1,
  /** One metric of an alarm for a month. */
  alarmMetricMonths: 0.1,
  compositeAlarmMonths: 0.5,
  insightRuleMonths: 0.5,
  dashboardMonths: 3,
  /** A custom metric for a month in which it is emitted. */
  metricMonths: 0.3,
  webAclMonths: 5,
  webAclRuleMonths: 1,
} as const;
