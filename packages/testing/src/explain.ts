/** A statement and values for its parameters. */
export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** What runs it: a pool, a client, or a service's own. */
interface Database {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: PlanNode[];
}

/** How PostgreSQL would go about a statement. */
export interface QueryPlan {
  /** The indexes that it would use, by name. */
  readonly indexes: string[];
  /** The tables that it would read from end to end. */
  readonly tablesRead: string[];
  /** Whether it would sort what it has found. */
  readonly sorts: boolean;
}

/**
 * Plans a statement without running it. Fill and ANALYZE its tables first: PostgreSQL reads a small table whole, whatever
 * indexes it has.
 */
export async function explain(db: Database, { text, values }: Statement): Promise<QueryPlan> {
  const { rows } = await db.query(`EXPLAIN (FORMAT JSON) ${text}`, values);
  const nodes = (rows as { 'QUERY PLAN': { Plan: PlanNode }[] }[]).flatMap((row) =>
    row['QUERY PLAN'].flatMap(({ Plan }) => flatten(Plan)),
  );
  return {
    indexes: [...new Set(nodes.flatMap((node) => node['Index Name'] ?? []))],
    tablesRead: nodes.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? (node['Relation Name'] ?? []) : [])),
    sorts: nodes.some((node) => node['Node Type'].includes('Sort')),
  };
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}

/** The database's indexes that are there for reading: all but those which keep a key unique. */
export async function readingIndexes(db: Database): Promise<string[]> {
  const { rows } = await db.query(`
    SELECT index.relname AS name FROM pg_index
    JOIN pg_class AS index ON index.oid = indexrelid
    JOIN pg_namespace AS schema ON schema.oid = index.relnamespace
    WHERE NOT indisunique AND nspname !~ '^(pg_|information_schema$)' ORDER BY 1`);
  return (rows as { name: string }[]).map(({ name }) => name);
}
