import { readRunAddress } from './run-address.ts';
import type { OperationHandlers } from './run/operations.ts';

type Input<Name extends keyof OperationHandlers> = Parameters<OperationHandlers[Name]>[0];
type Output<Name extends keyof OperationHandlers> = Awaited<ReturnType<OperationHandlers[Name]>>;

/** Asks jest's own process, which owns the stores, to do something. */
export async function askRun<Name extends keyof OperationHandlers>(
  operation: Name,
  ...[input]: Input<Name> extends undefined ? [] : [Input<Name>]
): Promise<Output<Name>> {
  const response = await fetch(`${readRunAddress().controlUrl}/${operation}`, {
    method: 'POST',
    body: JSON.stringify(input ?? {}),
  });
  const answer = (await response.json()) as { result?: Output<Name>; error?: string };
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.result as Output<Name>;
}
