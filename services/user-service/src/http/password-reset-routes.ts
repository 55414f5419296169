import { passwordResetConfirmSchema, passwordResetRequestSchema } from '@ticketlab/contracts/http/users';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { createResetPassword } from '../usecases/reset-password.ts';

export interface PasswordResetDeps {
  requestReset: (email: string) => Promise<void>;
  resetPassword: ReturnType<typeof createResetPassword>;
}

export function passwordResetRoutes({ requestReset, resetPassword }: PasswordResetDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/users/password-reset',
      summary: 'Have a link to set a new password mailed; the answer is the same whether the account exists or not',
      auth: 'public',
      body: passwordResetRequestSchema,
      responses: { 202: null },
      async handler({ body }) {
        await requestReset(body.email);
        return { status: 202 };
      },
    }),
    route({
      method: 'post',
      path: '/api/users/password-reset/confirm',
      summary: 'Set a new password by the token of a link, once; you are signed out everywhere',
      auth: 'public',
      body: passwordResetConfirmSchema,
      responses: { 204: null },
      problems: ['overloaded'],
      async handler({ body, signal }) {
        await resetPassword(body, signal);
        return { status: 204 };
      },
    }),
  ];
}
