import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
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

describe('the shipped exercises', () => {
  const exercises = readExercises(join(root, 'labs'));

  it('are at least fifteen, numbered without a gap, with a page for the trainee and a solution that lies apart', () => {
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

  it('give no answer away before they are asked', () => {
    for (const { name, question, title, story, symptom } of exercises) {
      const page = readFileSync(join(root, 'labs', name, 'README.md'), 'utf8');
      const answer = question.answers[question.right - 1] ?? '';
      expect([name, `${page}${title}${story}${symptom}`.includes(answer)]).toEqual([name, false]);
      expect(page).not.toContain(question.because);
    }
  });
});
