// A saved request: what a receiver got, as HTTP text or as JSON.
import { isFields, isText } from '../apply/records.ts';
import { usage } from '../failure.ts';

export type SavedRequest = {
  /** By lower-case name */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

/**
 * @param content of the file: header lines, an empty line and the body, with or without a request line before; or
 * JSON with `headers` and `body` (text) or `bodyBase64`
 * @throws Failure if it is neither
 */
export function savedRequestOf(content: Buffer): SavedRequest {
  return content.subarray(0, 1).toString() === '{' ? ofJson(content) : ofHttp(content);
}

function ofJson(content: Buffer): SavedRequest {
  const saved = parsed(content);
  if (!isFields(saved) || !isFields(saved['headers'])) throw usage('request: expected headers and body');
  const headers = Object.entries(saved['headers']).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(' ') : String(value),
  ]);
  const { body, bodyBase64 } = saved;
  if (isText(bodyBase64))
    return { headers: Object.fromEntries(headers), body: Buffer.from(bodyBase64, 'base64') };
  // A body that a framework has parsed is not the one that was signed.
  if (!isText(body))
    throw usage('request: expected body as the text that arrived, not parsed, or bodyBase64');
  return { headers: Object.fromEntries(headers), body: Buffer.from(body) };
}

function parsed(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString());
  } catch {
    throw usage('request: it begins as JSON, and is none');
  }
}

function ofHttp(content: Buffer): SavedRequest {
  const end = /\r?\n\r?\n/.exec(content.toString('latin1'));
  if (!end) throw usage('request: expected an empty line between headers and body');
  const lines = content.subarray(0, end.index).toString().split(/\r?\n/);
  if (/^[A-Z]+ \S+( HTTP\/[\d.]+)?$/.test(lines[0] ?? '')) lines.shift();
  const headers = lines.map((line): [string, string] => {
    const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined)
      throw usage(`request: expected a header, and got "${line.slice(0, 80)}"`);
    return [name.toLowerCase(), value.trim()];
  });
  return { headers: Object.fromEntries(headers), body: content.subarray(end.index + end[0].length) };
}
