import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { MailTransport } from '../usecases/ports.ts';
import { idOf } from './smtp-mail-transport.ts';

const tidyEvery = 100;

/**
 * Writes mails into a folder instead of sending them: `<time>_<id>.eml` as an SMTP server would get it, and the same as
 * `.txt` to read with any pager. A mail sent again replaces its files; the oldest beyond `mostKept` go. Only the
 * owner may read them: they hold addresses and links that sign in.
 */
export function createOutboxMailTransport(
  dir: string,
  from: string,
  clock: () => Date,
  mostKept: number,
): MailTransport {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' }, { from });
  let written = 0;

  async function write(name: string, content: string | Buffer): Promise<void> {
    const path = join(dir, name);
    await writeFile(`${path}.part`, content, { mode: 0o600 });
    await rename(`${path}.part`, path);
  }

  async function findStem(id: string): Promise<string> {
    const known = (await readdir(dir)).find((name) => name.endsWith(`_${idOf(id)}.eml`));
    return known?.slice(0, -'.eml'.length) ?? `${clock().toISOString().replaceAll(':', '-')}_${idOf(id)}`;
  }

  async function tidy(): Promise<void> {
    const stems = (await readdir(dir)).filter((name) => name.endsWith('.eml')).sort();
    for (const name of stems.slice(0, -mostKept)) {
      await remove(name.slice(0, -'.eml'.length));
    }
  }

  async function remove(stem: string): Promise<void> {
    for (const ending of ['eml', 'txt']) await rm(join(dir, `${stem}.${ending}`), { force: true });
  }

  /** Undefined when it has gone meanwhile. */
  async function recipientOf(stem: string): Promise<string | undefined> {
    const text = await readFile(join(dir, `${stem}.txt`), 'utf8').catch(() => '');
    return /^To: (.*)$/m.exec(text)?.[1];
  }

  return {
    async send({ id, to, subject, text }) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      if (written === 0) await chmod(dir, 0o700);
      const { message } = await transport.sendMail({ to, subject, text, messageId: `<${idOf(id)}@ticketlab>` });
      const stem = await findStem(id);
      await write(`${stem}.eml`, message as Buffer);
      await write(`${stem}.txt`, `From: ${from}\nTo: ${to}\nSubject: ${subject}\n\n${text}\n`);
      written += 1;
      if (written % tidyEvery === 0) await tidy();
    },
    // links that user-service sends to an address carry no id of a person, so the address tells whose they are
    async removeOf(mailIds) {
      const names = await readdir(dir).catch(() => []);
      const stems = names.filter((name) => name.endsWith('.txt')).map((name) => name.slice(0, -'.txt'.length));
      const ids = new Set(mailIds.map(idOf));
      const recipients = await Promise.all(stems.map(async (stem) => ({ stem, to: await recipientOf(stem) })));
      const isTheirs = ({ stem }: { stem: string }) => ids.has(stem.slice(stem.indexOf('_') + 1));
      const addresses = new Set(recipients.filter(isTheirs).map(({ to }) => to));
      for (const { stem, to } of recipients) if (addresses.has(to)) await remove(stem);
    },
  };
}
