import { createTransport } from 'nodemailer';
import type { MailTransport } from '../usecases/ports.ts';

/**
 * Hands mails to an SMTP server, e.g. `smtps://user:secret@mail.example:465`. A server that says nothing for `patienceMs`,
 * twice that within a conversation, is one that is away: the mail is tried again later.
 */
export function createSmtpMailTransport(
  url: string,
  from: string,
  patienceMs: number,
): MailTransport & { close(): void } {
  const transport = createTransport(
    { url, connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: 2 * patienceMs },
    { from },
  );
  return {
    async send({ id, to, subject, text }) {
      // a fixed id lets mail programs notice a repetition
      await transport.sendMail({ to, subject, text, messageId: `<${idOf(id)}@ticketlab>` });
    },
    // what was handed over is out of reach
    removeOf: () => Promise.resolve(),
    close: () => transport.close(),
  };
}

/** An id as it may stand in a Message-ID and in a file name. */
export function idOf(id: string): string {
  return id.replaceAll(':', '.');
}
