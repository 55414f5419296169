/** Node 24 runs our `.ts` as is; jest needs swc to strip the types, because it loads modules itself. */
const swc = (parser, transform = {}) => [
  '@swc/jest',
  {
    jsc: { parser: { syntax: 'typescript', ...parser }, transform, target: 'es2024' },
    module: { type: 'es6' },
  },
];

const common = {
  testPathIgnorePatterns: ['/node_modules/', '/\\.ticketlab/'],
  modulePathIgnorePatterns: ['<rootDir>/\\.ticketlab/'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.ts$': swc({}),
    '^.+\\.tsx$': swc({ tsx: true }, { react: { runtime: 'automatic' } }),
  },
};

const browserSide = 'packages/ui/test/setup';

export default {
  projects: [
    {
      ...common,
      displayName: 'node',
      testMatch: ['<rootDir>/**/test/**/*.test.ts'],
      testEnvironment: 'node',
      globalSetup: '<rootDir>/packages/testing/jest-global-setup.js',
      globalTeardown: '<rootDir>/packages/testing/jest-global-teardown.js',
    },
    {
      ...common,
      displayName: 'components',
      testMatch: ['<rootDir>/**/test/**/*.test.tsx'],
      testEnvironment: `<rootDir>/${browserSide}/browser-environment.js`,
      setupFilesAfterEnv: [`<rootDir>/${browserSide}/browser-gaps.ts`],
      moduleNameMapper: {
        '\\.module\\.css$': `<rootDir>/${browserSide}/css-module.js`,
        '\\.css$': `<rootDir>/${browserSide}/style-sheet.ts`,
      },
    },
  ],
  testTimeout: 60_000,
  maxWorkers: 2,
};
