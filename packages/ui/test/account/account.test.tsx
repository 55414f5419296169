import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { browserName } from '../../src/account/browser-name.ts';
import { PasswordSection } from '../../src/account/password-section.tsx';
import { SessionsSection } from '../../src/account/sessions-section.tsx';
import { json, refusal, renderInPortal } from '../setup/in-portal.tsx';

afterEach(cleanup);

describe('changing the password', () => {
  const fill = async (current: string, next: string) => {
    await userEvent.type(screen.getByLabelText(/^Current password/), current);
    await userEvent.type(screen.getByLabelText(/^New password/), next);
    await userEvent.click(screen.getByRole('button', { name: 'Change the password' }));
  };

  it('is checked before it is sent, and the focus goes to what is wrong', async () => {
    const { asked } = renderInPortal(<PasswordSection />, {});
    await fill('what it is now', 'short');
    await screen.findByText('At least 12 characters', { exact: true });
    expect(document.activeElement).toBe(screen.getByLabelText(/^New password/));
    expect(asked).toEqual([]);
  });

  it('asks only once with a wrong one, because each try counts, and says so at its field', async () => {
    const { asked } = renderInPortal(<PasswordSection />, {
      'PUT /api/users/me/password': () => refusal('invalid-credentials'),
    });
    await fill('not what it is', 'a long enough one');
    await screen.findByText('This is not your current password');
    expect(asked).toEqual(['PUT /api/users/me/password']);
  });

  it('empties the form when it is done', async () => {
    renderInPortal(<PasswordSection />, {
      'PUT /api/users/me/password': () => new Response(null, { status: 204 }),
    });
    await fill('what it is now', 'a long enough one');
    await screen.findByText('Changed. Every other session has ended.');
    expect(screen.getByLabelText(/^New password/)).toHaveValue('');
  });
});

describe('the list of sessions', () => {
  it('ends all others, and not this one', async () => {
    const session = (id: string, current = false) => ({
      id,
      portal: 'user',
      userAgent: 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0',
      createdAt: '2026-01-02T10:00:00.000Z',
      lastUsedAt: '2026-01-02T10:00:00.000Z',
      current,
    });
    let items = [session('here', true), session('one'), session('two')];
    const end = (id: string) => () => {
      items = items.filter((each) => each.id !== id);
      return new Response(null, { status: 204 });
    };
    renderInPortal(<SessionsSection />, {
      'GET /api/users/me/sessions': () => json({ items, nextCursor: null }),
      'DELETE /api/users/me/sessions/one': end('one'),
      'DELETE /api/users/me/sessions/two': end('two'),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'End all 2 others' }));
    await waitFor(() => expect(screen.getAllByText('Firefox on Windows')).toHaveLength(1));
    expect(items).toEqual([session('here', true)]);
  });

  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36', 'Chrome on Linux'],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0', 'Edge on Windows'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1', 'Safari on iPhone'],
    ['curl/8.5.0', 'curl'],
    [null, 'Unknown program'],
  ])('calls %s %s', (userAgent, name) => {
    expect(browserName(userAgent)).toBe(name);
  });
});
