// What DynamoDB counts for an item (DynamoDB Developer Guide, "Item sizes and formats").

type Item = Readonly<Record<string, unknown>>;

/** Bytes that DynamoDB stores for a value, including the overhead of its type. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return 3 + value.reduce((sum, one) => sum + 1 + sizeOf(one), 0);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    return 3 + entries.reduce((sum, [name, one]) => sum + 1 + Buffer.byteLength(name) + sizeOf(one), 0);
  }
  return 1;
}
/** The size of an item, bytes. */
export const itemSize = (item: Item | undefined): number =>
  Object.entries(item ?? {}).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value), 0);

/** The write units of so many bytes. */
export const kilobytes = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024));
/** The read units of so many bytes. */
export const readUnits = (bytes: number, isConsistent: boolean | undefined): number =>
  Math.max(1, Math.ceil(bytes / 4096)) * (isConsistent ? 1 : 0.5);
