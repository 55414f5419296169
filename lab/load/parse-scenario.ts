import { isMap, isNode, isScalar, isSeq, LineCounter, type Pair, parseDocument, type ParsedNode } from 'yaml';
import { z } from 'zod';
import { type Scenario, scenarioSchema } from './scenario.ts';

/** The message names every mistake: file and line, field, and what would be right. */
export class ScenarioError extends Error {
  override name = 'ScenarioError';
}

type Path = readonly PropertyKey[];

/** Reads a scenario from YAML or JSON. @throws ScenarioError */
export function parseScenario(text: string, file: string): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => `${file}:${lines.linePos(offset).line}`;
  const [broken] = document.errors;
  if (broken !== undefined) throw new ScenarioError(`${at(broken.pos[0])}: this is not YAML: ${broken.message}`);

  const parsed = scenarioSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.flatMap((issue) => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
    return keys.map((key) => {
      const path = key === undefined ? issue.path : [...issue.path, key];
      const what = key === undefined ? issue.message : `there is no such field; ${fieldsAt(issue.path)}`;
      return { offset: offsetOf(document.contents, path), field: path.map(String).join('.'), what };
    });
  });
  mistakes.sort((a, b) => a.offset - b.offset);
  const report = mistakes.map(
    ({ offset, field, what }) => `  ${at(offset)}: ${field === '' ? what : `${field}: ${what}`}`,
  );
  throw new ScenarioError(`${file} is not a scenario:\n${report.join('\n')}`);
}

/** Where the field is, or the nearest thing around it that the file does have. */
function offsetOf(root: ParsedNode | null, path: Path): number {
  let place: unknown = root;
  let offset = 0;
  for (const key of [...path, undefined]) {
    if (isNode(place)) offset = place.range?.[0] ?? offset;
    if (isMap(place)) {
      const pair: Pair | undefined = place.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (pair === undefined) return offset;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      place = pair.value;
    } else if (isSeq(place)) {
      place = place.items[Number(key)];
    }
  }
  return offset;
}

interface Fields {
  properties?: Record<string, Fields>;
  items?: Fields;
}

/** The fields that there may be at a place, for whoever wrote another. */
function fieldsAt(path: Path): string {
  let place: Fields | undefined = z.toJSONSchema(scenarioSchema, { io: 'input' }) as Fields;
  for (const key of path) place = typeof key === 'number' ? place?.items : place?.properties?.[String(key)];
  const names = Object.keys(place?.properties ?? {});
  return names.length === 0 ? 'leave it out' : `there are ${names.join(', ')}`;
}
