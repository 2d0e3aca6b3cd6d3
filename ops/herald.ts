// `npm run herald -- <command>`: the operators' commands.
import { runHerald } from './command-line.ts';

process.exitCode = await runHerald(process.argv.slice(2), process);
