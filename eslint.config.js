import { readdirSync } from 'node:fs';
import { defineConfig } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const portalFeatures = (portal) => readdirSync(new URL(`${portal}/src/features`, import.meta.url));

const services = ['user', 'event', 'ticket', 'order', 'payment', 'notification', 'chat'].map(
  (name) => `services/${name}-service`,
);

/** Imports point inwards (domain <- usecases <- http | consumers; adapters -> usecases' ports); only service.ts sees all. */
const rings = services.flatMap((service) => {
  const src = `./${service}/src`;
  const ring = (target, from, message) => ({
    target: `${src}/${target}`,
    from: from.map((f) => `${src}/${f}`),
    message,
  });
  return [
    ring(
      'domain',
      ['usecases', 'http', 'consumers', 'adapters', 'service.ts', 'config.ts'],
      'domain/ knows nothing but itself',
    ),
    ring(
      'usecases',
      ['http', 'consumers', 'adapters', 'service.ts'],
      'use cases depend on domain/ and on ports they declare',
    ),
    ring('http', ['consumers', 'adapters', 'service.ts'], 'routes call use cases'),
    ring('consumers', ['http', 'adapters', 'service.ts'], 'consumers call use cases'),
    ring('adapters', ['http', 'consumers', 'service.ts'], 'adapters implement ports'),
    {
      target: src,
      from: ['./services', './api-gateway', './lab', './packages/testing'],
      except: [`./${service.slice('services/'.length)}`],
      message: 'a service shares only packages/contracts and packages/service-kit',
    },
    ring('metrics.ts', ['service.ts'], 'service.ts hands its metrics on, they know nothing of it'),
  ];
});

const portals = ['user-portal', 'admin-portal'];

/** A portal: app <- nobody; features import no other feature; ui knows no portal. All see of the rest only contracts. */
const portalZones = [
  {
    target: './packages/ui/src',
    from: ['./user-portal', './admin-portal', './packages/service-kit', './packages/testing', './services', './lab'],
    message: 'ui knows no portal and nothing of the server but contracts',
  },
  ...portals.flatMap((portal) => [
    {
      target: `./${portal}/src`,
      from: [
        './packages/service-kit',
        './packages/testing',
        './services',
        './api-gateway',
        './lab',
        ...portals.filter((other) => other !== portal).map((other) => `./${other}`),
      ],
      message: 'a portal shares packages/ui and packages/contracts',
    },
    { target: `./${portal}/src/features`, from: `./${portal}/src/app`, message: 'app/ composes features' },
    ...portalFeatures(portal).map((feature) => ({
      target: `./${portal}/src/features/${feature}`,
      from: `./${portal}/src/features`,
      except: [`./${feature}`],
      message: 'a feature knows no other; what two share lives in components/, lib/ or packages/ui',
    })),
  ]),
];

const kafka = { name: 'kafkajs', message: 'kafkajs is wrapped by service-kit/messaging' };
/** Errors and the shape of an event come from messaging, too: they touch nothing outside. */
const inputOutput = {
  regex:
    '^(pg|mongoose|mongodb|ioredis|express|node:fs(/.*)?|@ticketlab/service-kit/(postgres|mongo|redis)/.*|@ticketlab/service-kit/messaging/(?!errors$|outbox$).*)$',
  message: 'domain/ does no input or output',
};
const outboxFunctions = {
  regex: '^@ticketlab/service-kit/messaging/outbox$',
  allowTypeImports: true,
  message: 'domain/ does no input or output',
};

export default defineConfig(
  { ignores: ['**/node_modules/', '.ticketlab/', '**/dist/', 'coverage/'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({
          project: ['./tsconfig.json', './tsconfig.web.json'],
          noWarnOnMultipleProjects: true,
        }),
      ],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            ...rings,
            {
              target: './packages/contracts/src',
              from: ['./packages/service-kit', './packages/testing', './services', './api-gateway', './lab'],
              message: 'contracts imports only zod',
            },
            {
              target: './packages/service-kit/src',
              from: ['./packages/testing', './services', './api-gateway', './lab'],
              message: 'service-kit knows no service',
            },
            { target: './api-gateway/src', from: ['./services', './lab', './packages/testing'] },
            ...portalZones,
          ],
        },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // mongoose and prom-client describe plain option objects as classes
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['packages/ui/**/*.{ts,tsx}', ...portals.map((portal) => `${portal}/**/*.{ts,tsx}`)],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      // refetch and navigate may be handed on as they are; what they return is nobody's concern
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    files: ['**/vite.config.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    files: ['packages/contracts/src/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(?!zod$|\\.{1,2}/)', message: 'contracts is browser-safe and imports only zod' }] },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['packages/contracts/src/**', 'packages/service-kit/src/messaging/**', 'packages/testing/src/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: [kafka] }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ImportExpression[source.value=/^kafkajs(\\u002f|$)/]', message: kafka.message },
      ],
    },
  },
  {
    files: ['packages/contracts/src/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ImportExpression', message: 'contracts is loaded whole: nothing in it is imported later' },
      ],
    },
  },
  {
    files: ['services/*/src/domain/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [inputOutput, outboxFunctions] }],
    },
  },
  {
    files: ['services/*/src/usecases/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(express|pg)$', message: 'use cases know neither HTTP nor a database' }] },
      ],
    },
  },
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
