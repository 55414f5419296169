/** The mail with a link to set a new password. */
export function resetMail(content: { name: string; link: string; lifetimeSeconds: number }): {
  subject: string;
  text: string;
} {
  const minutes = Math.round(content.lifetimeSeconds / 60);
  return {
    subject: 'Set a new password',
    text: [
      `Hello ${content.name},`,
      '',
      `this link lets you set a new password for Ticketlab. It works once, within ${minutes} minutes:`,
      '',
      content.link,
      '',
      'If you did not ask for it, ignore this mail: nothing has changed.',
      '',
    ].join('\n'),
  };
}
