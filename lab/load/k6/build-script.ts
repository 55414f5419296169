import { join } from 'node:path';
import type { Scenario } from '../scenario.ts';
import { errorTypes, toK6Options } from './options.ts';
import { forK6 } from './shared.ts';

/**
 * One JavaScript file that k6 runs anywhere: the journeys of our own engine, and this scenario as data. It reads TARGET,
 * and DATA or ADMIN_TOKEN or ADMIN_EMAIL and ADMIN_PASSWORD from its environment.
 */
export async function buildK6Script(wanted: Scenario): Promise<string> {
  const scenario = forK6(wanted);
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(import.meta.dirname, 'script.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    // what k6's JavaScript engine knows
    target: 'es2020',
    mainFields: ['module', 'main'],
    external: ['k6', 'k6/*'],
    define: {
      LOAD_SCENARIO: JSON.stringify(scenario),
      LOAD_OPTIONS: JSON.stringify(toK6Options(scenario)),
      LOAD_ERROR_TYPES: JSON.stringify(errorTypes),
    },
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: `// ${scenario.name}: ${scenario.description}` },
    logLevel: 'silent',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild wrote nothing');
  return file.text;
}
