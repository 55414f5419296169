import { randomBytes } from 'node:crypto';
import { resetMail } from '../domain/reset-mail.ts';
import type { User } from '../domain/user.ts';
import type { MailSender, ResetMail, ResetStore, UserStore } from './ports.ts';
import { resetTokenHash } from './reset-password.ts';

const batch = 10;
/** Mails with open links that one account may have; more requests are dropped, so that nobody's mailbox is flooded. */
const maxMails = 5;

/**
 * Sends the reset mails that are due. The request itself only noted an address: whether somebody has it is looked up
 * here, where no answer's time can tell. Every attempt makes a link of its own, because the one before may have arrived.
 * @returns how many mails were due
 */
export function createSendResetMails(deps: {
  users: UserStore;
  resets: ResetStore;
  mails: MailSender;
  resetUrl: string;
  lifetimeSeconds: number;
  onFailure: (error: unknown) => void;
}) {
  const { users, resets, mails, resetUrl, lifetimeSeconds } = deps;

  async function sendLink(mailId: string, user: User): Promise<void> {
    const token = randomBytes(32).toString('base64url');
    const tokenHash = resetTokenHash(token);
    const added = await resets.addLink({ tokenHash, userId: user.id, mailId, lifetimeSeconds, maxMails });
    if (!added) return;
    // in the fragment, which browsers send to no server and put into no Referer
    const link = `${resetUrl}#token=${token}`;
    await mails.send({ id: mailId, to: user.email, ...resetMail({ name: user.displayName, link, lifetimeSeconds }) });
  }

  async function deliver({ id, email }: ResetMail): Promise<void> {
    const user = await users.findByEmail(email);
    if (user !== null) await sendLink(id, user);
    await resets.remove(id);
  }

  return async (): Promise<number> => {
    const due = await resets.takeDue(batch);
    await Promise.all(due.map((mail) => deliver(mail).catch(deps.onFailure)));
    return due.length;
  };
}
