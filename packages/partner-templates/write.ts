// Writes the templates of this folder, which are made in core/model/target/partner-stack.ts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { partnerStack, templateFile } from '../../core/model/target/partner-stack.ts';

for (const type of ['SQS', 'SNS', 'EVENTBRIDGE'] as const)
  writeFileSync(
    join(import.meta.dirname, templateFile(type)),
    `${JSON.stringify(partnerStack(type), null, 2)}\n`,
  );
