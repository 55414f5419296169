import { z } from 'zod';

/** JSON Schema, draft 2020-12, as far as it is looked into here. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly properties?: Record<string, JsonSchema>;
  readonly required?: string[];
  readonly description?: string;
}

/** Turns zod schemas into JSON Schema; those that carry an id become components, once each. */
export interface SchemaWriter {
  /** What a client may send. `inline` keeps the outermost schema out of the components. */
  input(schema: z.ZodType, options?: { inline: boolean }): JsonSchema;
  /** What a client gets. */
  output(schema: z.ZodType): JsonSchema;
  readonly components: Record<string, JsonSchema>;
}

export function createSchemaWriter(): SchemaWriter {
  const components: Record<string, JsonSchema> = {};

  function write(schema: z.ZodType, io: 'input' | 'output', inline: boolean): JsonSchema {
    const json = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' });
    const { $defs = {}, id, ...own } = without(json, '$schema') as { $defs?: Record<string, object>; id?: string };
    const rename = (name: string) => componentName(name, io);
    for (const [name, definition] of Object.entries($defs)) {
      components[rename(name)] = pointToComponents(without(definition, 'id'), rename) as JsonSchema;
    }
    const pointed = pointToComponents(own, rename) as JsonSchema;
    if (id === undefined || inline) return pointed;
    components[rename(id)] = pointed;
    return { $ref: `#/components/schemas/${rename(id)}` };
  }

  return {
    input: (schema, options) => write(schema, 'input', options?.inline ?? false),
    output: (schema) => write(schema, 'output', false),
    components,
  };
}

/** Input and output of one schema differ (defaults, transforms), so each has a component of its own. */
function componentName(id: string, io: 'input' | 'output'): string {
  const name = id.replace(/[^\w.-]/g, '_');
  return io === 'input' ? `${name}Input` : name;
}

function without(schema: object, keyword: string): object {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== keyword));
}

function pointToComponents(node: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(node)) return node.map((item) => pointToComponents(item, rename));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' && value.startsWith('#/$defs/')
        ? `#/components/schemas/${rename(value.slice('#/$defs/'.length))}`
        : pointToComponents(value, rename),
    ]),
  );
}
