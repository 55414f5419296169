import { parseArgs } from 'node:util';
import { bundleAll } from './bundle/bundle.ts';
import { allSources } from './bundle/sources.ts';
import { labHome, root } from './runtimes/local/home.ts';

/** `node lab/build.ts [SERVICE…]`: bundles what has changed into `.ticketlab/dist`; without a name, everything. */
const { positionals } = parseArgs({ allowPositionals: true });
const sources = allSources(root);
const unknown = positionals.filter((name) => !sources.some((source) => source.name === name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}; there are ${sources.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
const wanted = positionals.length === 0 ? sources : sources.filter(({ name }) => positionals.includes(name));
const bundled = await bundleAll(wanted, { root, dist: labHome().dist });
console.log(bundled.length === 0 ? 'nothing has changed' : `bundled ${bundled.join(', ')}`);
