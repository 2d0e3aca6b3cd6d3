// Commands about one owner of clients: a licensor, or the platform with `--platform`.
import { parseLicensor } from '../arguments.ts';
import { UsageError } from '../command-error.ts';
import { describeOwner, platform } from '../owner.ts';
import type { Parent } from '../start.ts';

/** Adds a command that takes the owner as its argument. */
export const ownerCommand = (parent: Parent, name: string) =>
  parent
    .command(name)
    .argument('[licensor]', 'the name of the licensor', parseLicensor)
    .option('--platform', 'the platform, which publishes, instead of a licensor');

/** As `ownerCommand`, for a command that changes something. */
export const changingOwnerCommand = (parent: Parent, name: string) =>
  ownerCommand(parent, name).option('--yes', 'do it; without it, only show what would be done');

/** @throws UsageError unless exactly one of the two is given */
export function ownerOf(licensor: string | undefined, isPlatform = false): string {
  if ((licensor === undefined) !== isPlatform)
    throw new UsageError('expected either a licensor or --platform');
  return licensor ?? platform;
}

/** The owner as the first words of a sentence. */
export const startOfSentence = (owner: string): string =>
  describeOwner(owner).replace(/^./, first => first.toUpperCase());
