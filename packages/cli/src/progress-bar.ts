// The progress of a replay as one line of text.

/** @param width of the bar in characters. @returns for example `[#####-----] 60 of 120, 50 delivered, 10 failed` */
export function progressBar(
  {
    found,
    delivered,
    failed,
    cancelled,
  }: { found: number; delivered: number; failed: number; cancelled: number },
  width: number,
): string {
  const ended = delivered + failed + cancelled;
  const filled = found === 0 ? 0 : Math.min(width, Math.floor((ended / found) * width));
  const bar = '#'.repeat(filled) + '-'.repeat(width - filled);
  return `[${bar}] ${ended} of ${found}, ${delivered} delivered, ${failed} failed`;
}
