export { startRun as default } from './src/run/test-run.ts';
