// Writes src/catalogue.ts: the types of what arrives for the topics of this repository.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { typeScriptOf } from '../../console/src/format/typescript.ts';
import { viewsOfTopics } from '../../core/catalog/topic-view.ts';

const forms = ['native', 'cloudevents', 'eventbridge'] as const;

/** The text of the file. */
export function catalogueText(): string {
  const types: string[] = [];
  const entries = viewsOfTopics().flatMap(({ eventTypes }) =>
    eventTypes.map(({ eventType, versions: [newest] }) => {
      const parts = forms.map(form => {
        if (form === 'cloudevents') return `    cloudevents: ${nameOf(eventType, form)}['data'];`;
        return `    ${form}: ${nameOf(eventType, form)};`;
      });
      for (const form of forms)
        types.push(typeScriptOf(nameOf(eventType, form), Object(newest?.[form].jsonSchema)));
      // A bus, and a webhook with its form, may have another name for the event type.
      const names = new Set([eventType, newest?.eventbridge.detailType ?? eventType]);
      const keys = [...names].map(name => (/^\w+$/.test(name) ? name : JSON.stringify(name)));
      return keys.map(key => `  ${key}: {\n${parts.join('\n')}\n  };`).join('\n');
    }),
  );
  return `// Made by write-catalogue.ts of the topics in core/catalog/. Do not edit it.

/** The payloads of Herald's example topics, in the newest version. */
export type ExampleCatalogue = {
${entries.join('\n')}
};

${types.join('\n\n')}
`;
}

/** `DeliveryCompletedNative` for `DELIVERY_COMPLETED`. */
const nameOf = (eventType: string, form: string): string =>
  [...eventType.split('_'), form]
    .map(
      part =>
        part.charAt(0).toUpperCase() +
        (part === part.toUpperCase() ? part.slice(1).toLowerCase() : part.slice(1)),
    )
    .join('');

if (import.meta.main) writeFileSync(join(import.meta.dirname, 'src/catalogue.ts'), catalogueText());
