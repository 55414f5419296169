import type { ChatMessage } from '@ticketlab/contracts/http/chat';
import type { AuditRecord } from '@ticketlab/contracts/internal/notifications';
import type { Person, StoredConversation } from '../domain/conversation.ts';

export interface ConversationFilter {
  customerId?: string | undefined;
  status?: 'open' | 'closed' | undefined;
  /** null: those that nobody has taken */
  assigneeId?: string | null | undefined;
  /** as domain/search-words.ts makes them; all of them must be there */
  words?: string[];
  /** recent: the latest message first; waiting: who waits for an answer, the longest first, and nobody else */
  sort?: 'recent' | 'waiting';
}

export interface ConversationPage {
  items: StoredConversation[];
  nextCursor: string | null;
}

export interface ChatStore {
  /** Keeps it, or finds the one that the same first message opened before, when its answer was lost and it is sent again. */
  openConversation(conversation: StoredConversation, clientMessageId: string): Promise<StoredConversation>;
  /** The one that a customer opened with this first message. */
  findOpened(customerId: string, clientMessageId: string): Promise<StoredConversation | undefined>;
  findConversation(id: string): Promise<StoredConversation | undefined>;
  listConversations(filter: ConversationFilter, limit: number, cursor: string | undefined): Promise<ConversationPage>;
  /** Unread messages by conversation for one side; conversations without any are left out. */
  countUnread(conversationIds: string[], reader: Person['role']): Promise<Map<string, number>>;
  /**
   * Undefined when the conversation is not in one of the states that allow the change. `entry` is kept with the change, in
   * the same write, until it is in the audit log. `expected`: only if that admin has it, or with null nobody.
   */
  assign(
    id: string,
    assigneeId: string | null,
    expected: string | null | undefined,
    entry: AuditRecord,
  ): Promise<StoredConversation | undefined>;
  close(id: string, at: Date, entry: AuditRecord): Promise<StoredConversation | undefined>;
  reopen(id: string, entry: AuditRecord): Promise<StoredConversation | undefined>;
  /** What the audit log has not got yet, by conversation, in order of time within each. */
  listUnrecorded(limit: number): Promise<{ conversationId: string; entries: AuditRecord[] }[]>;
  countUnrecorded(): Promise<number>;
  markRecorded(conversationId: string, entryId: string): Promise<void>;
  /** The message that the sender sent before under this id. */
  findSent(conversationId: string, senderId: string, clientMessageId: string): Promise<ChatMessage | undefined>;
  /**
   * Gives the message its place. With a client message id that is known already, the message kept then, and `isNew` false.
   * A customer's message opens a closed conversation again.
   */
  append(
    message: Omit<ChatMessage, 'seq'>,
    notify: boolean,
  ): Promise<{ message: ChatMessage; isNew: boolean; hasReopened: boolean }>;
  listMessages(
    conversationId: string,
    window: { limit: number; beforeSeq?: number | undefined; afterSeq?: number | undefined },
  ): Promise<{ items: ChatMessage[]; hasMore: boolean }>;
  /** Marks what the other side wrote, up to a place; resolves to how many messages changed. */
  markReceipt(
    conversationId: string,
    reader: Person['role'],
    upToSeq: number,
    kind: 'delivered' | 'read',
    at: Date,
  ): Promise<number>;
  /** Answers to customers of which the notification is still due. */
  listToNotify(limit: number): Promise<AnswersDue[]>;
  /** `at`: when the customer was told; null when nobody was. */
  markNotified(conversationId: string, messageIds: string[], at: Date | null): Promise<void>;
  /** Removes what a customer wrote and is called; the conversations' frames stay. */
  eraseCustomer(customerId: string): Promise<void>;
  exportCustomer(customerId: string): Promise<{ conversations: StoredConversation[]; messages: ChatMessage[] }>;
}

/** Of one conversation, in order of their places. */
export interface AnswersDue {
  conversationId: string;
  /** null when the conversation is gone */
  customerId: string | null;
  /** When the customer was last told of an answer, unless they have come back since. */
  notifiedAt: Date | null;
  messages: ChatMessage[];
}

/** Tells connected clients; never fails. */
export interface ChatPush {
  message(conversation: StoredConversation, message: ChatMessage): void;
  conversation(conversation: StoredConversation): void;
  receipt(
    conversation: StoredConversation,
    receipt: { upToSeq: number; kind: 'delivered' | 'read'; by: Person['role']; at: Date },
  ): void;
  isCustomerOnline(customerId: string): Promise<boolean>;
  isSupportOnline(): Promise<boolean>;
}

export interface Contacts {
  /** The name to show for a customer; null when it cannot be learned now. */
  displayName(userId: string): Promise<string | null>;
  /** Undefined for nobody. Fails while it cannot be learned. */
  roleOf(userId: string): Promise<Person['role'] | undefined>;
}

export interface Notifier {
  /** Once per message id, however often it is called. */
  notifyAnswer(message: ChatMessage, customerId: string): Promise<void>;
  /** Whether notification-service has refused it for good. */
  isRefusal(error: unknown): boolean;
}

export interface AuditLog {
  /** Once per id, however often it is called. */
  record(entry: AuditRecord): Promise<void>;
  /** Whether it has been refused for good. */
  isRefusal(error: unknown): boolean;
}

export interface RateLimit {
  /** @throws ProblemError rate-limited */
  check(userId: string): Promise<void>;
}
