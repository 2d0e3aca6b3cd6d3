// Scripts of shells that complete the commands and options, made from the command tree.
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { usage } from './failure.ts';

type Entry = { readonly path: string; readonly words: readonly string[] };

/** @returns the words that can follow each command, `''` being the program itself */
export function entriesOf(
  command: CommandUnknownOpts,
  path = '',
  inherited: readonly string[] = [],
): Entry[] {
  const own = command.options.flatMap(({ long }) => (long == null ? [] : [long]));
  const options = path === '' ? own : [...own, ...inherited];
  const subcommands = command.commands.map(one => one.name());
  const below = command.commands.flatMap(one =>
    entriesOf(one, `${path} ${one.name()}`.trim(), path === '' ? own : inherited),
  );
  return [{ path, words: [...subcommands, ...options, '--help'] }, ...below];
}

/** @throws Failure for another shell */
export function completionScript(program: CommandUnknownOpts, shell: string): string {
  const entries = entriesOf(program);
  if (shell === 'bash') return bash(entries);
  if (shell === 'zsh')
    return `#compdef herald\nautoload -U +X bashcompinit && bashcompinit\n${bash(entries)}`;
  if (shell === 'fish') return fish(entries);
  throw usage(`completion: expected bash, zsh or fish, and got "${shell}"`);
}

/** The command is what the words before the cursor name; options and arguments are passed over. */
const bash = (entries: readonly Entry[]): string => `_herald() {
  local path="" word words
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
${entries
  .filter(({ path }) => path !== '')
  .map(({ path }) => `      '${path}') path='${path}' ;;`)
  .join('\n')}
    esac
  done
  case "$path" in
${entries.map(({ path, words }) => `    '${path}') words='${words.join(' ')}' ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _herald herald
`;

function fish(entries: readonly Entry[]): string {
  const lines = entries.flatMap(({ path, words }) => {
    const condition =
      path === ''
        ? '__fish_use_subcommand'
        : path
            .split(' ')
            .map(word => `__fish_seen_subcommand_from ${word}`)
            .join('; and ');
    return words.map(word =>
      word.startsWith('--')
        ? `complete -c herald -n '${condition}' -l ${word.slice(2)}`
        : `complete -c herald -f -n '${condition}' -a ${word}`,
    );
  });
  return `${lines.join('\n')}\n`;
}
