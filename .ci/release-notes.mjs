// Prints CHANGELOG.md's section of a release, for a tag that is the version of package.json.
//   node .ci/release-notes.mjs v1.2.3
import { readFileSync } from 'node:fs';

const read = name => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const [tag = ''] = process.argv.slice(2);
const { version } = JSON.parse(read('package.json'));
if (tag !== `v${version}`) fail(`the tag is "${tag}", but the version in package.json is ${version}`);

const section = read('CHANGELOG.md')
  .split(/^## /m)
  .find(text => text.startsWith(`[${version}]`));
const notes = section?.slice(section.indexOf('\n')).trim();
if (!notes) fail(`CHANGELOG.md has no notes under "## [${version}]"`);
process.stdout.write(`${notes}\n`);

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
