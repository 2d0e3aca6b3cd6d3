// The paths of docs/openapi.json, with the types that the client adds.
import type { HeadersOptions, ParamsOption, RequestBodyOption } from 'openapi-fetch';
import type { paths } from './schema.generated.ts';

export type Method = 'get' | 'put' | 'post' | 'delete';

export type PathsWith<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends { [K in M]: { responses: unknown } } ? Path : never;
}[keyof paths];

type OwnPath<Fields> = Omit<Fields, 'licensor'> & { licensor?: string | undefined };
type Parameters<Given> = Given extends { path: { licensor: string } }
  ? Omit<Given, 'path'> &
      (keyof Given['path'] extends 'licensor'
        ? { path?: OwnPath<Given['path']> }
        : { path: OwnPath<Given['path']> })
  : Given;

/** An operation of the document, where `licensor` may be left out: it is that of `createHerald`. */
type Operation<Given> = Given extends { parameters: infer P }
  ? Omit<Given, 'parameters'> & { parameters: Parameters<P> }
  : never;

type Init<Given> = ParamsOption<Operation<Given>> &
  RequestBodyOption<Operation<Given>> & { headers?: HeadersOptions; signal?: AbortSignal | undefined };

type JsonOf<Answer> = Answer extends { content: { 'application/json': infer Content } } ? Content : undefined;
type DataOf<Given> = Given extends { responses: infer Answers }
  ? { [Status in keyof Answers & (200 | 201 | 202 | 204)]: JsonOf<Answers[Status]> }[keyof Answers &
      (200 | 201 | 202 | 204)]
  : never;

type Arguments<I> = object extends I ? [init?: I] : [init: I];

/**
 * A call of openapi-fetch (https://openapi-ts.dev/openapi-fetch/api), except that it gives 2xx answers only.
 * @throws HeraldError for any other answer, or none; the reason of `signal` if that is aborted
 */
export type Call<M extends Method> = <Path extends PathsWith<M>>(
  path: Path,
  ...init: Arguments<Init<paths[Path][M]>>
) => Promise<{ data: DataOf<paths[Path][M]>; response: Response }>;

type HeaderNames<Given> = Given extends { parameters: { header?: infer Headers } }
  ? [NonNullable<Headers>] extends [never]
    ? never
    : keyof NonNullable<Headers>
  : never;

/** A POST path that may be sent again safely, because it takes an `Idempotency-Key`. */
export type KeyedPath = {
  [Path in PathsWith<'post'>]: 'Idempotency-Key' extends HeaderNames<paths[Path]['post']> ? Path : never;
}[PathsWith<'post'>];

export type AnswerOf<Path extends PathsWith<'get'>> = DataOf<paths[Path]['get']>;
type Paged<Answer> = Answer extends unknown ? ('nextToken' extends keyof Answer ? Answer : never) : never;
/** A page of a list, of a path that answers with one. */
export type PageOf<Path extends PathsWith<'get'>> = Paged<AnswerOf<Path>>;

export type QueryOf<Path extends PathsWith<'get'>> = paths[Path]['get'] extends {
  parameters: { query?: infer Query };
}
  ? NonNullable<Query>
  : never;

/** A GET path that takes the token of a page. */
export type ListPath = {
  [Path in PathsWith<'get'>]: [QueryOf<Path>] extends [never]
    ? never
    : 'nextToken' extends keyof QueryOf<Path>
      ? Path
      : never;
}[PathsWith<'get'>];
