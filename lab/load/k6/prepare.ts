import { findOrBuildK6, howToGetK6 } from './find-k6.ts';

/** `node lab/load/k6/prepare.ts`: makes sure of a k6 before tests, where that can be done; without one they do with less. */
try {
  const k6 = await findOrBuildK6((line) => console.log(line));
  if (k6 === undefined) console.log(`${howToGetK6}. Until then the tests leave the k6 scripts out.`);
} catch (error) {
  console.log(`k6 cannot be built, so the tests leave its scripts out: ${(error as Error).message.slice(0, 500)}`);
}
