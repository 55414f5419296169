/** Node 24 runs our `.ts` as is; jest needs swc to strip the types, because it loads modules itself. */
const swc = [
  '@swc/jest',
  {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
    module: { type: 'es6' },
  },
];

export default {
  testMatch: ['<rootDir>/**/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/\\.ticketlab/'],
  modulePathIgnorePatterns: ['<rootDir>/\\.ticketlab/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': swc },
  globalSetup: '<rootDir>/packages/testing/jest-global-setup.js',
  globalTeardown: '<rootDir>/packages/testing/jest-global-teardown.js',
  testEnvironment: 'node',
  testTimeout: 60_000,
  maxWorkers: 2,
};
