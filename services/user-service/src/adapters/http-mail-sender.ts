import type { HttpClient } from '@ticketlab/service-kit/resilience/http-client';
import type { MailSender } from '../usecases/ports.ts';

export function createHttpMailSender(notifications: HttpClient): MailSender {
  return {
    async send(mail) {
      await notifications.request({
        method: 'POST',
        path: '/internal/mails',
        body: mail,
        schema: { 200: null, 202: null, 204: null },
        idempotent: true,
      });
    },
  };
}
