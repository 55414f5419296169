import { describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hardQuestion, withCause } from '../../exercises/hard-mode.ts';
import { parseExercise, readExercises } from '../../exercises/read-exercises.ts';

const root = resolve(import.meta.dirname, '../../..');
const valid = readFileSync(join(root, 'labs/02-slow-instance/lab.yaml'), 'utf8');
const file = 'labs/99-wrong/lab.yaml';

describe('a lab.yaml', () => {
  it.each([
    ['unknown kind of fault', ['kind: latency', 'kind: gremlin'], /^labs\/99-wrong\/lab\.yaml:15: break\.2\.kind: .*/],
    [
      'unknown field',
      ['level: easy', 'level: easy\ncolour: red'],
      /^labs\/99-wrong\/lab\.yaml:3: the file: .*"colour"/,
    ],
    ['missing answer', ['right: 3', 'right: 7'], /:\d+: question\.right: there are only 4 answers$/],
    ['unknown check', ['check: requests', 'check: stars'], /:\d+: verify\.0\.check: /],
    ['no reason', ['why: event-service must serve.', "why: ''"], /:\d+: verify\.1\.why: /],
    ['broken YAML', ['title: The slow service', 'title: [The slow'], /^labs\/99-wrong\/lab\.yaml:\d+: /],
    ['dear hints', ['cost: 10', 'cost: 40'], null],
  ])('with %s', (_, [from = '', to = ''], complaint) => {
    expect(valid).toContain(from);
    const parse = () => parseExercise(valid.replace(from, to), file);
    if (complaint === null) expect(parse()).toMatchObject({ title: 'The slow service' });
    else expect(parse).toThrow(complaint);
  });

  it('names every complaint on a line of its own', () => {
    const wrong = valid.replace('level: easy', 'level: heavy').replace('minutes: 15', 'minutes: many');
    let message = '';
    try {
      parseExercise(wrong, file);
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message.split('\n').map((line) => line.split(': ').slice(0, 2).join(' '))).toEqual([
      `${file}:2 level`,
      `${file}:3 minutes`,
    ]);
  });
});

it('a wrong lab.yaml costs only its own exercise, and says where it is wrong', () => {
  const dir = mkdtempSync(join(tmpdir(), 'labs-'));
  try {
    for (const [name, text] of [
      ['01-right', valid],
      ['02-wrong', valid.replace('level: easy', 'level: heavy')],
      ['03-empty', undefined],
    ] as const) {
      mkdirSync(join(dir, 'labs', name), { recursive: true });
      if (text !== undefined) writeFileSync(join(dir, 'labs', name, 'lab.yaml'), text);
    }
    const { exercises, broken } = readExercises(join(dir, 'labs'));
    expect(exercises.map(({ name }) => name)).toEqual(['01-right']);
    expect(broken).toEqual([
      { name: '02-wrong', problems: [expect.stringMatching(/^labs\/02-wrong\/lab\.yaml:2: level: /)] },
      { name: '03-empty', problems: ['labs/03-empty/lab.yaml is missing'] },
    ]);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

describe('the shipped exercises', () => {
  const { exercises, broken } = readExercises(join(root, 'labs'));

  it('are at least fifteen, numbered without a gap, with a page for the trainee and a solution that lies apart', () => {
    expect(broken).toEqual([]);
    expect(exercises.length).toBeGreaterThanOrEqual(15);
    expect(exercises.map(({ name }) => Number(name.slice(0, 2)))).toEqual(exercises.map((_, index) => index + 1));
    for (const { name } of exercises) {
      expect(existsSync(join(root, 'labs', name, 'README.md'))).toBe(true);
      const solution = readFileSync(join(root, 'docs/solutions', `${name}.md`), 'utf8');
      expect(solution.match(/^```sh$/gm)).toHaveLength(1);
    }
    const solutions = readdirSync(join(root, 'docs/solutions')).filter((one) => /^\d\d-/.test(one));
    expect(solutions.sort()).toEqual(exercises.map(({ name }) => `${name}.md`));
  });

  it('ask nothing in hard mode that tells where to look: the cause stands among those of other services', () => {
    const services = /(event|order|ticket|payment)-service/;
    const choices = withCause(exercises);
    expect(choices.length).toBeGreaterThan(10);
    for (const exercise of choices) {
      const { ask, answers, right } = hardQuestion(exercise, exercises, 42);
      expect(ask).not.toMatch(services);
      expect([answers[right - 1], answers.length, new Set(answers).size]).toEqual([exercise.cause, 6, 6]);
      const named = answers.map((answer) => services.exec(answer)?.[0]);
      expect(new Set(named).size).toBeGreaterThan(1);
      expect(hardQuestion(exercise, exercises, 42)).toEqual(hardQuestion(exercise, exercises, 42));
    }
  });

  it('give no answer away before they are asked', () => {
    for (const { name, question, title, story, symptom } of exercises) {
      const page = readFileSync(join(root, 'labs', name, 'README.md'), 'utf8');
      const answer = question.answers[question.right - 1] ?? '';
      expect([name, `${page}${title}${story}${symptom}`.includes(answer)]).toEqual([name, false]);
      expect(page).not.toContain(question.because);
    }
  });
});
