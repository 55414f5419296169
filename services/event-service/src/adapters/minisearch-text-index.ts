import type { Event } from '@ticketlab/contracts/http/events';
import MiniSearch, { type Query, type QueryCombination } from 'minisearch';
import type { TextIndex } from '../domain/catalogue.ts';
import { wordsOf } from '../domain/fold.ts';

const boost = { title: 4, venue: 2, city: 2, category: 1.5, tiers: 1, description: 0.5 };
const fields = Object.keys(boost);

/** Words of a query beyond this many are ignored: each costs a walk through the index. */
const maxWords = 10;

/**
 * Full-text index in memory. All words of a query must occur, the last one as a prefix. Only where nothing matches as
 * spelled are typos forgiven: one wrong, missing, additional or swapped letter from four letters on, two from eight on.
 */
export function createMiniSearchTextIndex(): TextIndex {
  const index = new MiniSearch<Record<string, string>>({
    fields,
    tokenize: wordsOf,
    processTerm: (term) => term,
    searchOptions: { boost, combineWith: 'AND' },
  });

  // Discarding by id would leave the words in until a later clean-up, and scores would depend on when that happens.
  const documents = new Map<string, Record<string, string>>();

  function remove(id: string): void {
    const document = documents.get(id);
    if (document === undefined) return;
    index.remove(document);
    documents.delete(id);
  }

  function scores(query: Query, accept: (id: string) => boolean): Map<string, number> {
    const results = index.search(query, { filter: ({ id }) => accept(String(id)) });
    // sums in another order differ in the last digits, and two replicas must rank alike
    return new Map(results.map(({ id, score }) => [String(id), Number(score.toPrecision(6))]));
  }

  return {
    put: (event) => {
      remove(event.id);
      const document = toDocument(event);
      documents.set(event.id, document);
      index.add(document);
    },
    remove,
    search: (q, accept) => {
      const words = wordsOf(q).slice(0, maxWords);
      if (words.length === 0) return undefined;
      const asSpelled = scores(allOf(words, exactly), accept);
      return asSpelled.size > 0 ? asSpelled : scores(allOf(words, forgiving), accept);
    },
  };
}

function toDocument({ id, title, description, category, venue, tiers }: Event): Record<string, string> {
  const tierNames = tiers.map(({ name }) => name).join(' ');
  return { id, title, description, category, venue: venue.name, city: venue.city, tiers: tierNames };
}

function allOf(words: string[], match: (word: string, prefix: boolean) => Query): QueryCombination {
  return { combineWith: 'AND', queries: words.map((word, at) => match(word, at === words.length - 1)) };
}

function exactly(word: string, prefix: boolean): Query {
  return { queries: [word], prefix };
}

// Swapping two letters is two edits for MiniSearch and the commonest typo of all, so the swaps are tried as words.
function forgiving(word: string, prefix: boolean): Query {
  const fuzzy = word.length < 4 || /\d/.test(word) ? false : word.length < 8 ? 1 : 2;
  if (fuzzy === false) return exactly(word, prefix);
  return {
    combineWith: 'OR',
    queries: [
      { queries: [word], fuzzy, prefix },
      { queries: swaps(word), prefix },
    ],
  };
}

function swaps(word: string): string[] {
  const letters = Array.from(word);
  return letters
    .slice(1)
    .map((letter, at) => [...letters.slice(0, at), letter, letters[at], ...letters.slice(at + 2)].join(''));
}
