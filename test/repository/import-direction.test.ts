import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const root = join(import.meta.dirname, '../..');

/** The repository's own configuration, less what needs types or follows the whole import graph: neither is asked here. */
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [
    { files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked },
    { files: ['**/*.ts'], rules: { 'import-x/no-cycle': 'off' } },
  ],
});

/** Lints code as if it stood in this file. */
async function complaintsAbout(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, file) });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId ?? 'parser'}: ${message}`);
}

describe('import direction', () => {
  it.each([
    ['services/order-service/src/domain/probe.ts', "import '../service.ts';", 'domain/ knows nothing but itself'],
    ['services/order-service/src/usecases/probe.ts', "import '../service.ts';", 'use cases depend on domain/'],
    ['services/order-service/src/http/probe.ts', "import '../service.ts';", 'routes call use cases'],
    [
      'services/order-service/src/probe.ts',
      "import '../../ticket-service/src/service.ts';",
      'a service shares only packages/contracts',
    ],
    [
      'packages/service-kit/src/probe.ts',
      "import '../../../services/order-service/src/service.ts';",
      'knows no service',
    ],
    ...[
      "import 'pg';",
      "import 'mongoose';",
      "import 'express';",
      "import 'node:fs';",
      "import 'node:fs/promises';",
      "import '@ticketlab/service-kit/postgres/pool';",
      "import '@ticketlab/service-kit/mongo/connect';",
      "import '@ticketlab/service-kit/redis/connect';",
      "import '@ticketlab/service-kit/messaging/consumer';",
      "import { addToOutbox } from '@ticketlab/service-kit/messaging/outbox';",
    ].map((code) => ['services/order-service/src/domain/probe.ts', code, 'domain/ does no input or output'] as const),
    ['services/order-service/src/usecases/probe.ts', "import 'express';", 'use cases know neither HTTP'],
    ['services/order-service/src/usecases/probe.ts', "import 'pg';", 'use cases know neither HTTP'],
    [
      'services/order-service/src/usecases/probe.ts',
      "import '../adapters/order-row.ts';",
      'use cases depend on domain/',
    ],
    ['services/order-service/src/consumers/probe.ts', "import '../adapters/order-row.ts';", 'consumers call use cases'],
    ['services/order-service/src/consumers/probe.ts', "import '../http/order-view.ts';", 'consumers call use cases'],
    ['services/order-service/src/adapters/probe.ts', "import '../http/order-view.ts';", 'adapters implement ports'],
    ['services/order-service/src/adapters/probe.ts', "import '../service.ts';", 'adapters implement ports'],
    ['services/order-service/src/metrics.ts', "import './service.ts';", 'service.ts hands its metrics on'],
    ['api-gateway/src/probe.ts', "import '../../services/order-service/src/service.ts';", 'no-restricted-paths'],
    ['api-gateway/src/probe.ts', "await import('kafkajs');", 'kafkajs is wrapped'],
    ['services/order-service/src/adapters/probe.ts', "await import('kafkajs');", 'kafkajs is wrapped'],
    ['packages/contracts/src/probe.ts', "await import('zod');", 'contracts is loaded whole'],
    ['packages/contracts/src/probe.ts', "import 'node:fs';", 'contracts is browser-safe'],
    ['services/order-service/src/adapters/probe.ts', "import 'kafkajs';", 'kafkajs is wrapped'],
  ])('reports in %s: %s', async (file, code, complaint) => {
    expect(await complaintsAbout(file, code)).toEqual(expect.arrayContaining([expect.stringContaining(complaint)]));
  });

  it.each([
    "import { DomainError } from '@ticketlab/service-kit/messaging/errors';",
    "import type { NewEvent } from '@ticketlab/service-kit/messaging/outbox';",
  ])('lets a domain know its errors and events: %s', async (code) => {
    const complaints = await complaintsAbout('services/order-service/src/domain/probe.ts', code);
    expect(complaints.filter((complaint) => complaint.includes('restricted'))).toEqual([]);
  });

  it('lets a use case import its domain', async () => {
    const complaints = await complaintsAbout(
      'services/order-service/src/usecases/probe.ts',
      "import '../domain/order.ts';",
    );
    expect(
      complaints.filter((complaint) => complaint.includes('restricted') || complaint.startsWith('parser')),
    ).toEqual([]);
  });
});
