// Reads the answers of HTTP APIs.
import { Failure } from '../emulator/progress.ts';

/** @returns the value, or the text itself if it is not JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param request for example `POST /targets`. @param body as text, or parsed */
export function unexpectedAnswer(request: string, status: number, body: unknown): Failure {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new Failure(`Unexpected answer to ${request}: ${status} ${text}`);
}
