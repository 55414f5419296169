import { expect, it } from '@jest/globals';
import { toProblem } from '../../src/http/to-problem.ts';

it.each([
  ['22021', 'validation-failed'],
  ['22P02', 'validation-failed'],
  ['22P05', 'validation-failed'],
  ['42P01', 'internal'],
])('SQLSTATE %s becomes %s: a value that no text can hold is the fault of who sent it', (code, expected) => {
  expect(toProblem(Object.assign(new Error('from PostgreSQL'), { code }))).toMatchObject({ code: expected });
});
