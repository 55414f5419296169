import { describe, expect, it } from '@jest/globals';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { Event } from '@ticketlab/contracts/http/events';
import { Link } from 'react-router';
import { json, refusal, renderInPortal } from '../../../packages/ui/test/setup/in-portal.tsx';
import { EventEditor } from '../../src/features/events/event-editor.tsx';
import { anEvent, eventId } from './an-event.ts';

const path = `/api/events/${eventId}`;

/** A server with one event, which takes a change only with the version it was made for. */
function aServer(first: Event) {
  let event = first;
  const patches: unknown[] = [];
  return {
    patches,
    change: (part: Partial<Event>) => (event = { ...event, ...part, version: event.version + 1 }),
    answers: {
      [`GET ${path}`]: () => json(event),
      [`PATCH ${path}`]: (body: unknown, _: URL, headers: Headers) => {
        if (headers.get('if-match') !== `"${event.version}"`) return refusal('version-mismatch');
        patches.push(body);
        event = { ...event, ...(body as Partial<Event>), version: event.version + 1 };
        return json(event);
      },
      [`POST ${path}/publish`]: () => json({ ...event, status: 'published', version: event.version + 1 }),
    },
  };
}

// by label and text: roles of so large a form take their time
const field = (name: string) => screen.getByLabelText(name, { exact: false });
const title = () => field('Title');
const save = () => screen.getByText('Save', { exact: true });
const page = (event: Event) => (
  <>
    <Link to="/elsewhere">Elsewhere</Link>
    <EventEditor latest={event} />
  </>
);

const retype = (field: HTMLElement, text: string): void => void fireEvent.change(field, { target: { value: text } });

describe('editing an event', () => {
  it('sends what was changed and nothing else', async () => {
    const server = aServer(anEvent());
    renderInPortal(page(anEvent()), server.answers);
    expect(save().closest('button')).toBeDisabled();
    retype(title(), 'Another title');
    await userEvent.click(save());
    await screen.findByText('Everything is saved.');
    expect(server.patches).toEqual([{ title: 'Another title' }]);
  });

  it('shows theirs beside mine when somebody else saved first, and saves what was chosen', async () => {
    const server = aServer(anEvent());
    renderInPortal(page(anEvent()), server.answers);
    server.change({ title: 'Theirs', maxPerCustomer: 4 });
    retype(title(), 'Mine');
    retype(field('City'), 'Dresden');
    await userEvent.click(save());
    const dialog = await screen.findByRole('dialog', { name: 'Somebody else saved this event first' });
    expect(within(dialog).getByText('1 still to choose.')).toBeInTheDocument();
    expect(within(dialog).getByRole('radio', { name: 'City, mine: Dresden' })).toBeChecked();
    await userEvent.click(within(dialog).getByRole('radio', { name: 'Title, mine: Mine' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save this' }));
    await screen.findByText('Everything is saved.');
    const venue = { ...anEvent().venue, city: 'Dresden' };
    expect(server.patches).toEqual([{ title: 'Mine', venue }]);
    expect(field('Most tickets per customer')).toHaveValue('4');
  });

  it('is not left without a question while something is not saved', async () => {
    const { router } = renderInPortal(page(anEvent()), aServer(anEvent()).answers);
    retype(title(), 'Half a thought');
    await userEvent.click(screen.getByText('Elsewhere'));
    const question = await screen.findByRole('dialog', { name: 'Leave without saving?' });
    await userEvent.click(within(question).getByRole('button', { name: 'Stay' }));
    expect(router.state.location.pathname).toBe('/');
    expect(title()).toHaveValue('Half a thought');
  });

  it('says what is missing at the field, and asks nobody', async () => {
    const server = aServer(anEvent());
    const { asked } = renderInPortal(page(anEvent()), server.answers);
    retype(title(), '');
    await userEvent.click(save());
    await screen.findByText('Fill this in');
    expect(title()).toHaveAccessibleDescription('Fill this in');
    expect(screen.getByText('1 field needs another look.')).toBeInTheDocument();
    expect(asked).not.toContain(`PATCH ${path}`);
  });

  it('publishes after a question', async () => {
    const { asked } = renderInPortal(page(anEvent()), aServer(anEvent()).answers);
    await userEvent.click(screen.getByText('Publish'));
    const question = await screen.findByRole('dialog');
    expect(asked).not.toContain(`POST ${path}/publish`);
    await userEvent.click(within(question).getByRole('button', { name: 'Publish' }));
    await waitFor(() => expect(asked).toContain(`POST ${path}/publish`));
  });

  it('plans seats with a preview', async () => {
    renderInPortal(page(anEvent()), aServer(anEvent()).answers);
    expect(screen.getByLabelText('Seat plan: 2 rows, 22 seats')).toBeInTheDocument();
    await userEvent.click(screen.getByText('Add a row'));
    expect(screen.getByLabelText('Letter of row 3')).toHaveValue('C');
    expect(screen.getByLabelText('Seat plan: 3 rows, 34 seats')).toBeInTheDocument();
  });
});
