import { problemCodeOf } from '@ticketlab/contracts/problem';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

export interface Operation {
  method: string;
  path: string;
  /** Who may call it. */
  auth: 'public' | 'user' | 'admin';
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: unknown;
}

/** What the system says about itself in /api/openapi.json, and whether its answers agree. */
export interface ApiContract {
  operations: Operation[];
  /** @throws when the answer to this call is not what the document promises */
  check(method: string, path: string, answer: Answer): void;
}

interface Media {
  content?: Record<string, unknown>;
}
interface DocumentedOperation {
  responses: Record<string, Media>;
  security: Record<string, unknown>[];
  'x-required-role'?: string;
}
interface Document {
  paths: Record<string, Record<string, DocumentedOperation>>;
}

const formats = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/,
  email: /^[^@\s]+@[^@\s]+$/,
};

export function createApiContract(document: unknown): ApiContract {
  const { paths } = document as Document;
  const ajv = new Ajv2020({ strict: false, formats });
  ajv.addSchema(document as object, 'api');
  const validators = new Map<string, ValidateFunction>();
  const templates = Object.keys(paths)
    .map((template) => ({ template, pattern: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`) }))
    .sort((a, b) => a.template.split('{').length - b.template.split('{').length);

  const validatorOf = (pointer: string[]) => {
    const ref = `api#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
    const found = validators.get(ref) ?? ajv.compile({ $ref: ref });
    validators.set(ref, found);
    return found;
  };

  return {
    operations: Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        auth: audienceOf(operation),
      })),
    ),
    check(method, path, answer) {
      const call = `${method} ${path} answered ${answer.status} ${answer.text.slice(0, 500)}`;
      const [pathname = ''] = path.split('?');
      const template = templates.find(
        ({ template, pattern }) => pattern.test(pathname) && paths[template]?.[method.toLowerCase()] !== undefined,
      )?.template;
      if (template === undefined) throw new Error(`${call}: the document does not know it`);
      const responses = paths[template]?.[method.toLowerCase()]?.responses ?? {};
      const documented = responses[String(answer.status)];
      if (documented === undefined) throw new Error(`${call}: that status is not documented`);
      const type = answer.headers.get('content-type')?.split(';')[0];
      if (documented.content === undefined) {
        if (answer.text !== '') throw new Error(`${call}: no body is documented`);
        return;
      }
      if (type === undefined || documented.content[type] === undefined) {
        throw new Error(`${call}: ${type ?? 'no type'} is not documented`);
      }
      const validate = validatorOf([
        ...['paths', template, method.toLowerCase(), 'responses', String(answer.status)],
        ...['content', type, 'schema'],
      ]);
      if (!validate(type.endsWith('json') ? answer.json : answer.text)) {
        throw new Error(`${call}: ${ajv.errorsText(validate.errors)}`);
      }
    },
  };
}

function audienceOf(operation: DocumentedOperation): Operation['auth'] {
  if (operation['x-required-role'] === 'ADMIN') return 'admin';
  const open = operation.security.length === 0 || operation.security.some((way) => Object.keys(way).length === 0);
  return open ? 'public' : 'user';
}

/** Every answer says who gave it; every error is a problem of the closed list that shows nothing of the inside. */
export function checkConventions(call: string, { status, headers, text, json }: Answer): void {
  const complain = (what: string) => {
    throw new Error(`${call} answered ${status} ${text.slice(0, 500)}: ${what}`);
  };
  if (headers.get('x-request-id') === null) complain('no x-request-id');
  if (!/^[\w-]+\/[\w-]+$/.test(headers.get('x-served-by') ?? '')) complain('no x-served-by');
  if (status < 400) return;
  if (!headers.get('content-type')?.startsWith('application/problem+json')) complain('not a problem');
  const problem = json as { type: string; status: number; requestId?: string };
  if (problemCodeOf(problem.type) === undefined) complain('not of the closed list');
  if (problem.status !== status) complain('another status in the body');
  if (problem.requestId !== headers.get('x-request-id')) complain('another requestId in the body');
  if (/\n\s+at |node_modules|\.m?[jt]s:\d+|SELECT |ECONN/.test(text)) complain('it shows the inside');
}
