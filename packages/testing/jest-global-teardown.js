export { endRun as default } from './src/run/test-run.ts';
