const longest = 24;
const mostAsked = 6;

/**
 * The words of a text as they are looked for: without case, accents and punctuation, each once. What a customer writes as
 * "Zürich," is found by "zur".
 */
export function toWords(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return [...new Set(plain.split(/[^\p{L}\p{N}]+/u).map((word) => word.slice(0, longest)))].filter(
    (word) => word !== '',
  );
}

/** What somebody looks for: of more than six words the first six. */
export function toAskedWords(query: string): string[] {
  return toWords(query).slice(0, mostAsked);
}
