import { describe, expect, it } from '@jest/globals';
import { toFilter, toView } from '../../src/features/inbox/views.ts';

describe('the views of the inbox', () => {
  it.each([
    ['unassigned', { status: 'open', unassigned: true }],
    ['mine', { status: 'open', assigneeId: 'me' }],
    ['all', { status: 'open' }],
    ['closed', { status: 'closed' }],
  ] as const)('%s asks for %j', (view, filter) => {
    expect(toFilter(view, 'me', '', false)).toEqual(filter);
  });

  it('can show only who waits, but never among the closed', () => {
    expect(toFilter('mine', 'me', '', true)).toEqual({ status: 'open', assigneeId: 'me', sort: 'waiting' });
    expect(toFilter('closed', 'me', '', true)).toEqual({ status: 'closed' });
  });

  it('searches everywhere', () => {
    expect(toFilter('mine', 'me', 'refund', true)).toEqual({ q: 'refund' });
  });

  it('takes an unknown view in the address for all', () => {
    expect(toView('nonsense')).toBe('all');
  });
});
