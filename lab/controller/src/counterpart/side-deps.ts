import type { Pauses } from './talker.ts';

/** What a script needs to play its side of the chat. */
export interface SideDeps {
  gatewayUrl: string;
  pauses: Pauses;
  signal: AbortSignal;
  counts: { conversations: number; messages: number };
  onProblem: (problem: string | null) => void;
}
