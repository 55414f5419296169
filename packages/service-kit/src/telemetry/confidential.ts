/** Names whose values never reach a log, wherever they stand. */
const confidential = new Set([
  'password',
  'newPassword',
  'currentPassword',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'set-cookie',
  'secret',
  'cardNumber',
  'card',
  'cvc',
  'email',
]);

const maxDepth = 6;

/** The same value when nothing in it is confidential, else a copy with those values blanked. */
export function hideConfidential(fields: Record<string, unknown>, depth = 0): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined;
  for (const name in fields) {
    const value = fields[name];
    const shown = confidential.has(name) ? '[hidden]' : hideInside(value, depth);
    if (shown === value) continue;
    copy ??= { ...fields };
    copy[name] = shown;
  }
  return copy ?? fields;
}

function hideInside(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error || depth >= maxDepth) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => hideInside(item, depth + 1));
  if ('toJSON' in value || ArrayBuffer.isView(value)) return value;
  return hideConfidential(value as Record<string, unknown>, depth + 1);
}
