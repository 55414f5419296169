import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../..');

interface Manifest {
  scripts?: Record<string, string>;
  workspaces?: string[];
}

const read = (folder: string) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;

const workspaces = (read('.').workspaces ?? [])
  .flatMap((pattern) => {
    const parent = pattern.replace(/\/\*$/, '');
    return parent === pattern ? [pattern] : readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
  })
  .filter((folder) => existsSync(join(root, folder, 'package.json')));

it.each(workspaces)('%s has its own dev, build, start and test', (folder) => {
  const wanted = ['dev', 'build', 'start', 'test'];
  expect(wanted.filter((name) => read(folder).scripts?.[name] === undefined)).toEqual([]);
});
