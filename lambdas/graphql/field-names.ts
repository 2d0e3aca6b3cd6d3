// The model's rules speak of fields as REST names them. A GraphQL caller is told by the names that it wrote.
import { HeraldError } from '../../core/model/api/herald-error.ts';

/** REST's path of a field → GraphQL's. What begins with the path goes with it; the longest path counts. */
export type FieldNames = Readonly<Record<string, string>>;

/** Each path under a prefix: REST's and GraphQL's. */
export const under = (restPrefix: string, prefix: string, names: FieldNames): FieldNames =>
  Object.fromEntries(
    Object.entries(names).map(([path, name]) => [joined(restPrefix, path), joined(prefix, name)]),
  );

const joined = (...parts: string[]): string => parts.filter(part => part !== '').join('.');

/** Does work whose refusals begin with REST's path of a field, and gives them GraphQL's. */
export async function inTermsOf<T>(names: FieldNames, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HeraldError)) throw error;
    throw new HeraldError(
      error.code,
      error.message
        .split('; ')
        .map(part => renamed(part, names))
        .join('; '),
    );
  }
}

function renamed(sentence: string, names: FieldNames): string {
  const [path] = Object.keys(names)
    .filter(known => sentence.startsWith(`${known}.`) || sentence.startsWith(`${known}: `))
    .sort((a, b) => b.length - a.length);
  return path === undefined ? sentence : `${names[path]}${sentence.slice(path.length)}`;
}
