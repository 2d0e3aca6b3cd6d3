// Builds the code of the functions as `cdk deploy` does.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { appFolder } from '#places';
import { run } from '../local/emulator/child.ts';
import { cleanEnvironment, nodeModules } from '../local/emulator/paths.ts';

/** The value of a variable: a text, a reference to another resource, or several of both joined. */
const ref = z.object({ Ref: z.string() });
/** A piece of an alias's ARN stands for the alias here. */
const pieceOfArn = z
  .object({ 'Fn::Select': z.tuple([z.number(), z.object({ 'Fn::Split': z.tuple([z.string(), ref]) })]) })
  .transform(({ 'Fn::Select': select }) => select[1]['Fn::Split'][1]);
/** An attribute of a resource stands for the resource here. */
const attribute = z
  .object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) })
  .transform(({ 'Fn::GetAtt': [id] }) => ({ Ref: id }));
const part = z.union([z.string(), ref, attribute, pieceOfArn]);
const joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(part)]) });
const variable = z.union([
  part,
  joined.transform(({ 'Fn::Join': [separator, parts] }) => ({ separator, parts })),
]);
type Variable = z.output<typeof variable>;

export type Bundle = {
  /** The function's folder in lambdas/. */
  name: string;
  file: string;
  kb: number;
  environment: Record<string, Variable>;
};

const functionSchema = z.object({
  Type: z.literal('AWS::Lambda::Function'),
  Properties: z.object({
    /** See lib/lambda-function.ts. */
    Description: z.templateLiteral(['Herald dev: ', z.string()]),
    Code: z.object({ S3Key: z.string() }),
    Environment: z.object({ Variables: z.record(z.string(), variable) }),
  }),
});
const templateSchema = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() }).loose()) });

/** Not the function with which the CDK copies the console into its bucket. */
const isOwn = (properties: unknown): boolean =>
  z.object({ Description: z.string() }).safeParse(properties).success;

/** Synthesizes the app. @param folder for the output. @returns one bundle per function */
export async function buildBundles(folder: string): Promise<Bundle[]> {
  const output = join(folder, 'cdk.out');
  await run({
    name: 'cdk synth',
    command: join(nodeModules, '.bin', 'cdk'),
    args: ['synth', '-c', 'stage=dev', '--quiet', '--no-notices', '--output', output],
    environment: { ...cleanEnvironment, CDK_DISABLE_CLI_TELEMETRY: 'true' },
    folder: appFolder,
    log: join(folder, 'synth.log'),
  });
  const template: unknown = JSON.parse(readFileSync(join(output, 'herald-dev.template.json'), 'utf8'));
  const functions = Object.values(templateSchema.parse(template).Resources)
    .filter(({ Type, Properties }) => Type === 'AWS::Lambda::Function' && isOwn(Properties))
    .map(resource => functionSchema.parse(resource).Properties);
  return functions.map(({ Description, Code, Environment }) => {
    const asset = join(output, `asset.${Code.S3Key.replace(/\.zip$/, '')}`);
    const files = readdirSync(asset).map(name => join(asset, name));
    const [file = ''] = files.filter(name => /\/index\.[cm]?js$/.test(name));
    return {
      name: Description.slice('Herald dev: '.length),
      file,
      // Only the code: a start does not read the other files of `reference`.
      kb: statSync(file).size / 1024,
      environment: Environment.Variables,
    };
  });
}
