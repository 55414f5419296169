import { hash } from 'node:crypto';
import type { Event } from '@ticketlab/contracts/http/events';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import type { EventPage } from '../domain/catalogue.ts';

/** The version is the tag: the same in every replica, and what If-Match is compared with. */
export function etagOf({ version }: Event): string {
  return `"${version}"`;
}

/** A weak tag of a list: it changes when an event of the page, their order, the number of hits or a facet changes. */
export function etagOfList(list: Pick<EventPage, 'items'> & Partial<EventPage>): string {
  const { items, ...rest } = list;
  const content = JSON.stringify([items.map(({ id, version }) => [id, version]), rest]);
  return `W/"${hash('sha1', content, 'base64url')}"`;
}

/** The version that If-Match asks for. A tag that no event can have matches none: version 0. */
export function expectedVersion(ifMatch: string): number {
  const digits = /^\s*(?:W\/)?"?(\d{1,9})"?\s*$/.exec(ifMatch)?.[1];
  return digits === undefined ? 0 : Number(digits);
}

/** @throws {ProblemError} `if-match-required` */
export function requiredVersion(ifMatch: string | undefined): number {
  if (ifMatch === undefined || ifMatch.trim() === '*') {
    throw new ProblemError('if-match-required', 'Send the ETag of the event as you know it.');
  }
  return expectedVersion(ifMatch);
}
