import type { Notice } from './notice.ts';

/**
 * Who is reached: accounts of a role (null: all) as user-service lists them, or who held tickets for an event at `at`.
 * The time matters because cancelling an event makes everybody lose their tickets while they are being told of it.
 */
export type Audience =
  { kind: 'users'; role: 'USER' | 'ADMIN' | null } | { kind: 'holders'; eventId: string; at: string };

/** One notice on its way to many. `cursor` is the last recipient of the last page that was told completely. */
export interface Fanout {
  id: string;
  notice: Notice;
  audience: Audience;
  cursor: string | null;
  recipients: number;
  state: 'running' | 'done';
}

export type NewFanout = Pick<Fanout, 'id' | 'notice' | 'audience'>;
