import { serviceTable } from '@ticketlab/contracts/services';
import { parseConfig } from '@ticketlab/service-kit/config/parse-config';
import { count, milliseconds } from '@ticketlab/service-kit/config/settings';
import { z } from 'zod';

const day = 24;

const shape = {
  /** The service's own database. */
  MONGODB_URL: z
    .url()
    .default('mongodb://127.0.0.1:27117/notification_db')
    .describe('mongodb://host:port/notification_db'),

  /** Where mails are handed over. Without it they are written into MAIL_OUTBOX_DIR. */
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe('smtp://user:password@host:587 or smtps://…'),
  /** How long an SMTP server may be silent when it is connected to; twice that afterwards. A mail is leased for a minute. */
  SMTP_PATIENCE_MS: milliseconds(50, 20_000).default(10_000),
  /** Folder for mails that are not really sent. */
  MAIL_OUTBOX_DIR: z.string().min(1).default('.ticketlab/mail'),
  /** How many mails the folder keeps; a load test sends thousands. Looked after every hundred. */
  MAIL_OUTBOX_KEEP: count(1, 1_000_000).default(1_000),
  MAIL_FROM: z.string().min(3).default('Ticketlab <no-reply@ticketlab.example>').describe('Name <address>'),
  /** Mails sent at the same time. */
  MAIL_CONCURRENCY: count(1, 100).default(2),
  /** Hours after which a mail that cannot be sent is given up. */
  MAIL_GIVE_UP_HOURS: count(1, 720).default(day),
  /** How often mails that are due again are looked for. */
  MAIL_POLL_MS: milliseconds(10, 60_000).default(2_000),
  /** Where links in mails lead. Default: the user portal beside this lab. */
  PORTAL_URL: z.url().optional().describe('https://host without a slash at the end'),

  /** How often unfinished broadcasts are looked for. */
  FANOUT_POLL_MS: milliseconds(10, 60_000).default(2_000),
  /** How often connected clients are checked for notifications that no push has brought them. */
  PUSH_CATCH_UP_MS: milliseconds(50, 600_000).default(5_000),
  /** How long no acknowledgement must have come before those that came are noted; 3 s after the first at the latest. */
  PUSH_ACKNOWLEDGED_MS: milliseconds(1, 60_000).default(300),

  /** Hours that notifications are kept. */
  NOTIFICATION_RETENTION_HOURS: count(1, 87_600).default(90 * day),
  /** Hours that the audit log is kept. */
  AUDIT_RETENTION_HOURS: count(1, 87_600).default(365 * day),
  /** Hours that the marks of sent mails and broadcasts are kept; longer than events are, so that none is sent twice. */
  MAIL_RETENTION_HOURS: count(1, 87_600).default(30 * day),
  /** Hours that it is remembered who holds tickets for what. */
  ATTENDANCE_RETENTION_HOURS: count(1, 87_600).default(730 * day),
};

export type NotificationConfig = ReturnType<typeof parseNotificationConfig>;

/** What notification-service reads from the environment beside the settings of every service. */
export function parseNotificationConfig(env: NodeJS.ProcessEnv = process.env) {
  const config = parseConfig(shape, env);
  const port = config.PORT ?? 0;
  // in a test the port is a free one, and says nothing
  const offset = port === 0 ? 0 : port - serviceTable['notification-service'].port;
  return { ...config, PORTAL_URL: config.PORTAL_URL ?? `http://127.0.0.1:${3000 + offset}` };
}
