// A log that records its lines.
import type { Log } from '../../../core/runtime/telemetry/log.ts';

export type Line = { level: 'debug' | 'info' | 'warn' | 'error'; message: unknown; fields: unknown[] };

export function recordingLog(): Log & { lines: Line[] } {
  const lines: Line[] = [];
  const at =
    (level: Line['level']): Log['info'] =>
    (message, ...fields) => {
      lines.push({ level, message, fields });
    };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
