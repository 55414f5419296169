import type { Role } from '@ticketlab/contracts/primitives';
import type { User, UserChange, UserEvent } from '../domain/user.ts';

export interface UserStore {
  findById(id: string): Promise<User | null>;
  findByEmail(email: string): Promise<User | null>;
  /** @throws {EmailTakenError} */
  add(user: User, event: UserEvent): Promise<void>;
  /**
   * Locks the account, lets `decide` say what becomes of it, and commits that with its events. `decide` may throw to
   * refuse and may run more than once.
   * @returns the account as it is then; null once it is erased
   * @throws {UserNotFoundError} for an unknown or erased account
   * @throws {LastAdminError}
   */
  change(id: string, decide: (user: User) => UserChange): Promise<User | null>;
}

export interface UserFilter {
  readonly q?: string | undefined;
  readonly role?: Role | undefined;
  readonly locked?: boolean | undefined;
}

export interface UserLists {
  /** Newest first, only ids below `before`. */
  page(filter: UserFilter, before: string | null, limit: number): Promise<User[]>;
  /** Ids of accounts that can sign in, ascending, only above `after`. */
  recipients(role: Role | null, after: string | null, limit: number): Promise<string[]>;
}

export type Portal = 'user' | 'admin';

export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly portal: Portal;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
}

/** Hashes of the parts of a refresh token: nothing else about it is stored. */
interface TokenHashes {
  readonly family: string;
  readonly secret: string;
}

/**
 * `repeated`: the token was rotated a moment ago, and `sealed` is its successor. `reused`: it was rotated longer ago, so
 * two parties hold it. `gone`: the session has ended, or the token never belonged to it.
 */
type Rotation =
  { readonly outcome: 'rotated' | 'reused' | 'gone' } | { readonly outcome: 'repeated'; readonly sealed: string };

export interface SessionStore {
  /** Also ends the least recently used sessions beyond the limit per user. */
  open(session: Session, hashes: TokenHashes): Promise<void>;
  /** The session, if the token's family belongs to it. */
  findByToken(sessionId: string, family: string): Promise<Session | null>;
  /** Replaces the current secret by `next` in one step, if `presented` is the current one. */
  rotate(session: Session, presented: TokenHashes, next: { secret: string; sealed: string }): Promise<Rotation>;
  /** The user's sessions, last used first. */
  list(userId: string): Promise<Session[]>;
  /** Ends one session everywhere. False when the user has none with this id. */
  end(userId: string, sessionId: string): Promise<boolean>;
  /** Ends all sessions that a user had at that time (default now) everywhere, but for the one to keep. */
  endAll(userId: string, keep: string | null, before?: Date): Promise<void>;
}

/** Changes that are committed and whose sessions have yet to end. */
export interface SessionEndings {
  pending(userId: string | null): Promise<{ id: number; userId: string; keep: string | null; requestedAt: Date }[]>;
  done(id: number): Promise<void>;
}

export interface LoginAttempt {
  readonly email: string;
  readonly ip: string;
}

/** Counts sign-in attempts per account and per address. An attempt counts as failed from its beginning. */
export interface LoginThrottle {
  /** @throws {ProblemError} `login-throttled` with Retry-After */
  begin(attempt: LoginAttempt): Promise<void>;
  /** The password was right: the account starts anew. */
  forgive(attempt: LoginAttempt): Promise<void>;
  /** The password could not be checked: the attempt was none. */
  takeBack(attempt: LoginAttempt): Promise<void>;
}

export interface PasswordHasher {
  hash(password: string, signal?: AbortSignal): Promise<string>;
  /** Takes the same time whatever the hash's cost is, and for null (no such account), which is never a match. */
  matches(password: string, hash: string | null, signal?: AbortSignal): Promise<boolean>;
  /** Made with a lower cost than the configured one. */
  isOutdated(hash: string): boolean;
}

export interface AccessTokens {
  issue(user: { userId: string; role: Role; sessionId: string }): { accessToken: string; expiresIn: number };
}

export interface ResetMail {
  readonly id: string;
  readonly email: string;
}

export interface ResetStore {
  /** Durable once it resolves; takes as long for an unknown address. */
  request(mail: ResetMail): Promise<void>;
  /** Mails that are due; each is due again later unless it is removed. Those nobody took for a day are dropped. */
  takeDue(limit: number): Promise<ResetMail[]>;
  remove(mailId: string): Promise<void>;
  /** False, and no link, for an account that was erased meanwhile or has open links of `maxMails` other mails. */
  addLink(link: {
    tokenHash: Buffer;
    userId: string;
    mailId: string;
    lifetimeSeconds: number;
    maxMails: number;
  }): Promise<boolean>;
  /** Whose link this is, while it works. */
  findLink(tokenHash: Buffer): Promise<string | null>;
  removeExpired(): Promise<void>;
}

export interface MailSender {
  /** Sent once per id however often it is called. Resolves when the mail is safe with notification-service. */
  send(mail: { id: string; to: string; subject: string; text: string }): Promise<void>;
}
