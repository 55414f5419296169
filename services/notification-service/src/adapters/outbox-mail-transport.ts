import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { MailTransport } from '../usecases/ports.ts';
import { idOf } from './smtp-mail-transport.ts';

/** How many mails the folder keeps; a load test sends thousands. */
const mostKept = 1_000;
const tidyEvery = 100;

/**
 * Writes mails into a folder instead of sending them: `<time>_<id>.eml` as an SMTP server would get it, and the same as
 * `.txt` to read with any pager. A mail sent again replaces its files; the oldest beyond a thousand go.
 */
export function createOutboxMailTransport(dir: string, from: string, clock: () => Date): MailTransport {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' }, { from });
  let written = 0;

  async function write(name: string, content: string | Buffer): Promise<void> {
    const path = join(dir, name);
    await writeFile(`${path}.part`, content);
    await rename(`${path}.part`, path);
  }

  async function findStem(id: string): Promise<string> {
    const known = (await readdir(dir)).find((name) => name.endsWith(`_${idOf(id)}.eml`));
    return known?.slice(0, -'.eml'.length) ?? `${clock().toISOString().replaceAll(':', '-')}_${idOf(id)}`;
  }

  async function tidy(): Promise<void> {
    const stems = (await readdir(dir)).filter((name) => name.endsWith('.eml')).sort();
    for (const name of stems.slice(0, -mostKept)) {
      await rm(join(dir, name), { force: true });
      await rm(join(dir, name.replace(/eml$/, 'txt')), { force: true });
    }
  }

  return {
    async send({ id, to, subject, text }) {
      await mkdir(dir, { recursive: true });
      const { message } = await transport.sendMail({ to, subject, text, messageId: `<${idOf(id)}@ticketlab>` });
      const stem = await findStem(id);
      await write(`${stem}.eml`, message as Buffer);
      await write(`${stem}.txt`, `From: ${from}\nTo: ${to}\nSubject: ${subject}\n\n${text}\n`);
      written += 1;
      if (written % tidyEvery === 0) await tidy();
    },
  };
}
