import { describe, expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { Component as RegisterPage } from '../../src/features/account/register-page.tsx';
import { showPage } from '../show-page.tsx';
import { createStubGateway, problem } from '../stub-gateway.ts';

const routes = [
  { path: '/register', Component: RegisterPage },
  { path: '/sign-in', element: <p>Sign in here</p> },
];

describe('registering', () => {
  const show = () => {
    const gateway = createStubGateway();
    return { gateway, ...showPage({ gateway, routes, path: '/register?from=/orders', signedIn: false }) };
  };
  const create = () => screen.getByRole('button', { name: 'Create the account' });

  it('is checked before it is sent, and begins with the first field that is wrong', async () => {
    const { gateway, user } = show();
    await user.type(screen.getByLabelText(/^E-mail/), 'not an address');
    await user.click(create());
    await screen.findByText('Give an e-mail address such as anna@example.org');
    expect(screen.getByText('Fill this in')).toBeVisible();
    expect(document.activeElement).toBe(screen.getByLabelText(/^Name/));
    expect(gateway.asked('POST /api/users/register')).toEqual([]);
  });

  it('says at the address that it is taken, and keeps what was typed', async () => {
    const { gateway, user } = show();
    gateway.answer('POST /api/users/register', () => problem(409, 'email-taken', 'Taken'));
    await user.type(screen.getByLabelText(/^Name/), 'Anna Able');
    await user.type(screen.getByLabelText(/^E-mail/), ' Anna@Example.org');
    await user.type(screen.getByLabelText(/^Password/), 'a few words to remember');
    await user.click(create());
    await screen.findByText(/^An account has this address already/);
    expect(screen.getByLabelText(/^Password/)).toHaveValue('a few words to remember');
    expect(gateway.asked('POST /api/users/register')[0]?.body).toEqual({
      displayName: 'Anna Able',
      email: 'anna@example.org',
      password: 'a few words to remember',
    });
  });
});
