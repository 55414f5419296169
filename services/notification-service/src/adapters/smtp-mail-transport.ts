import { createTransport } from 'nodemailer';
import type { MailTransport } from '../usecases/ports.ts';

/** In ms. A server that hangs is one that is away: the mail is tried again later. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

/** Hands mails to an SMTP server, e.g. `smtps://user:secret@mail.example:465`. */
export function createSmtpMailTransport(url: string, from: string): MailTransport & { close(): void } {
  const transport = createTransport({ url, ...timeouts }, { from });
  return {
    async send({ id, to, subject, text }) {
      // a fixed id lets mail programs notice a repetition
      await transport.sendMail({ to, subject, text, messageId: `<${idOf(id)}@ticketlab>` });
    },
    close: () => transport.close(),
  };
}

/** An id as it may stand in a Message-ID and in a file name. */
export function idOf(id: string): string {
  return id.replaceAll(':', '.');
}
