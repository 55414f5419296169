import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { baseShape, type BaseShape } from './base-config.ts';
import { notesOf } from './settings.ts';

/** The environment is wrong. The message has one line per variable: its name, what is wrong, what would be right. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/**
 * Reads a service's settings and the base settings from the environment.
 * @throws {ConfigError} naming every wrong variable at once
 */
export function parseConfig<S extends z.ZodRawShape>(
  shape: S,
  env: NodeJS.ProcessEnv = process.env,
): z.output<z.ZodObject<S & BaseShape>> {
  return parseSettings({ ...baseShape, ...shape }, env);
}

/**
 * Reads these settings and no others, for a process that is no service.
 * `X_FILE` stands in for `X`; presets of TICKETLAB_PROFILE fill in what is not set; an empty value counts as not set.
 * @throws {ConfigError} naming every wrong variable at once
 */
export function parseSettings<S extends z.ZodRawShape>(settings: S, env: NodeJS.ProcessEnv): z.output<z.ZodObject<S>> {
  const problems: string[] = [];
  const texts = readTexts(Object.keys(settings), env, problems);
  const profile = texts['TICKETLAB_PROFILE'] === 'production' ? 'production' : 'lab';

  for (const [name, schema] of Object.entries(settings)) {
    const noted = notesOf(schema);
    if (noted === undefined) continue;
    texts[name] ??= noted.presets[profile];
    if (profile === 'production' && noted.publicSecret !== undefined && texts[name] === noted.publicSecret) {
      problems.push(`${name}: production refuses the public default; set a secret of your own (or ${name}_FILE)`);
    }
  }

  const parsed = z.object(settings).safeParse(texts);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(toLine(issue, texts, settings));
  }
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems);
  return parsed.data;
}

function readTexts(names: string[], env: NodeJS.ProcessEnv, problems: string[]): Record<string, string | undefined> {
  const texts: Record<string, string | undefined> = {};
  for (const name of names) {
    const file = env[`${name}_FILE`];
    if (env[name] !== undefined && env[name] !== '') {
      texts[name] = env[name];
    } else if (file !== undefined && file !== '') {
      try {
        texts[name] = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
      } catch {
        problems.push(`${name}_FILE: cannot read ${file}; give the path of a readable file`);
      }
    }
  }
  return texts;
}

function toLine(issue: z.core.$ZodIssue, texts: Record<string, string | undefined>, settings: z.ZodRawShape): string {
  const name = String(issue.path[0]);
  if (texts[name] === undefined) return withRight(`${name}: is not set`, settings[name]);
  return withRight(`${name}: ${issue.message}`, settings[name]);
}

function withRight(line: string, schema: z.core.$ZodType | undefined): string {
  const right = descriptionOf(schema);
  return right === undefined ? line : `${line}; expected ${right}`;
}

/** What `.describe()` said, also inside `.default()` and `.optional()`. */
function descriptionOf(schema: z.core.$ZodType | undefined): string | undefined {
  if (schema === undefined) return undefined;
  const inner = 'innerType' in schema._zod.def ? (schema._zod.def.innerType as z.core.$ZodType) : undefined;
  return z.globalRegistry.get(schema)?.description ?? descriptionOf(inner);
}
