import { PlatformError } from './platform-error.ts';
import { resolvePlatform } from './resolve.ts';

/** `node lab/platform/prepare.ts`: gets the stores onto this disk before tests need them; nothing to do the next time. */
try {
  await resolvePlatform({ onProgress: (line) => console.log(line) });
} catch (error) {
  if (!(error instanceof PlatformError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
