import type { LoadRequest, LoadResponse } from './journey.ts';

/** Whether this answer is one that the journey reckons with. */
export function isExpected({ expect, expectProblems }: LoadRequest, response: LoadResponse): boolean {
  const { status } = response;
  const expected = expect?.includes(status) ?? ((status >= 200 && status < 300) || status === 304);
  if (expected || expectProblems === undefined || status < 400) return expected;
  const code = problemCode(response.body);
  return code !== undefined && expectProblems.includes(code);
}

/** How an unwelcome answer is counted: status, and the problem's code where it is one. */
export function problemType({ status, body }: LoadResponse): string {
  const code = problemCode(body);
  return code === undefined ? String(status) : `${status} ${code}`;
}

function problemCode(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('type' in body) || typeof body.type !== 'string') return undefined;
  return body.type.replace('/problems/', '');
}
