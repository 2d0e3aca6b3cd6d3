// Values of a template with made-up account, region and names instead of references, e.g.
// `arn:aws:sqs:us-east-1:111111111111:Quarantine23FF09FE`.
import * as z from 'zod';
import type { TemplateJson } from './template.ts';

const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '111111111111',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** The part of an ARN after the partition, for the types of resources that policies name. */
const arnOf: Readonly<Record<string, (id: string) => string>> = {
  'AWS::DynamoDB::GlobalTable': id => `dynamodb:us-east-1:111111111111:table/${id}`,
  'AWS::SQS::Queue': id => `sqs:us-east-1:111111111111:${id}`,
  'AWS::SNS::Topic': id => `sns:us-east-1:111111111111:${id}`,
  'AWS::Logs::LogGroup': id => `logs:us-east-1:111111111111:log-group:${id}:*`,
  'AWS::Lambda::Function': id => `lambda:us-east-1:111111111111:function:${id}`,
  'AWS::Lambda::Alias': id => `lambda:us-east-1:111111111111:function:${id}:live`,
  'AWS::KMS::Key': id => `kms:us-east-1:111111111111:key/${id}`,
};

const objectSchema = z.record(z.string(), z.unknown());
const joinSchema = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const attributeSchema = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const referenceSchema = z.object({ Ref: z.string() });

/** @throws Error if a policy names a resource of a type that `arnOf` does not have */
export function resolved(template: TemplateJson, value: unknown): unknown {
  const arn = (id: string): string => {
    const type = template.Resources[id]?.Type ?? '';
    const rest = arnOf[type]?.(id);
    if (rest === undefined) throw new Error(`no ARN is known for ${id} of type "${type}"`);
    return `arn:aws:${rest}`;
  };
  const resolve = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(resolve);
    const reference = referenceSchema.safeParse(one).data?.Ref;
    if (reference !== undefined) return pseudoParameters[reference] ?? arn(reference);
    const [id, attribute] = attributeSchema.safeParse(one).data?.['Fn::GetAtt'] ?? [];
    if (id !== undefined) return attribute === 'StreamArn' ? `${arn(id)}/stream/2026-01-01` : arn(id);
    const [separator, parts] = joinSchema.safeParse(one).data?.['Fn::Join'] ?? [];
    if (parts) return parts.map(resolve).join(separator);
    const { success, data } = objectSchema.safeParse(one);
    if (!success) return one;
    return Object.fromEntries(Object.entries(data).map(([name, member]) => [name, resolve(member)]));
  };
  return resolve(value);
}
