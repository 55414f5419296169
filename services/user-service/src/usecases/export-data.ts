import type { UpstreamName } from '@ticketlab/contracts/services';
import { UserNotFoundError } from '../domain/errors.ts';
import type { User } from '../domain/user.ts';
import type { Session, SessionStore, UserStore } from './ports.ts';

/** Records by kind, for example `{orders: […]}`. */
export type Records = Record<string, unknown[]>;

/** What another service keeps about a person. */
export interface PersonalDataSource {
  readonly service: UpstreamName;
  collect(userId: string, signal?: AbortSignal): Promise<Records>;
}

export interface PersonalData {
  readonly exportedAt: Date;
  readonly user: User;
  readonly sessions: Session[];
  readonly records: Map<UpstreamName, Records>;
  /** Services that did not answer. */
  readonly incomplete: UpstreamName[];
}

/** Collects what every service keeps about a person. One that does not answer makes the export incomplete, not impossible. */
export function createExportData(deps: {
  users: UserStore;
  sessions: SessionStore;
  sources: readonly PersonalDataSource[];
  clock: () => Date;
}) {
  return async (userId: string, signal?: AbortSignal): Promise<PersonalData> => {
    const user = await deps.users.findById(userId);
    if (user === null) throw new UserNotFoundError();
    const records = new Map<UpstreamName, Records>();
    const incomplete: UpstreamName[] = [];
    const [sessions] = await Promise.all([
      deps.sessions.list(userId).catch(() => {
        incomplete.push('user-service');
        return [];
      }),
      ...deps.sources.map(async (source) => {
        try {
          records.set(source.service, await source.collect(userId, signal));
        } catch {
          incomplete.push(source.service);
        }
      }),
    ]);
    return { exportedAt: deps.clock(), user, sessions, records, incomplete: incomplete.sort() };
  };
}
