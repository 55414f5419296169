import { parseConfig } from '@ticketlab/service-kit/config/parse-config';
import { count, milliseconds } from '@ticketlab/service-kit/config/settings';
import { z } from 'zod';

export type ChatConfig = ReturnType<typeof parseChatConfig>;

/** What chat-service reads from the environment beside the settings of every service. */
export function parseChatConfig(env: NodeJS.ProcessEnv = process.env) {
  return parseConfig(
    {
      /** The service's own database. */
      MONGODB_URL: z.url().default('mongodb://127.0.0.1:27117/chat_db').describe('mongodb://host:port/chat_db'),
      /** Messages one person may send within CHAT_RATE_SECONDS. */
      CHAT_RATE_MESSAGES: count(1, 100_000).default(30),
      CHAT_RATE_SECONDS: count(1, 3_600).default(10),
      /** What else one person may say over sockets in that time: receipts, joins, typing. */
      CHAT_RATE_SIGNALS: count(1, 1_000_000).default(300),
      /** How long a closed conversation is kept, in hours. */
      CHAT_RETENTION_HOURS: count(1, 87_600).default(24 * 365),
      /** How long somebody who was told of an answer is not told of the next ones, in minutes. */
      CHAT_NOTIFY_QUIET_MINUTES: count(0, 1_440).default(15),
      /** How often answers to customers who were away, and acts for the audit log, are tried again. */
      NOTIFY_EVERY_MS: milliseconds(20).default(5_000),
    },
    env,
  );
}
