export const sortKeys = ['name', 'cpu', 'rate', 'p95', 'errors'] as const;
export type SortKey = (typeof sortKeys)[number];

/** What the person at the terminal looks at. */
export interface ViewState {
  view: 'overview' | 'service' | 'log';
  /** A row of the table: its place in the order shown. */
  selected: number;
  sort: SortKey;
  help: boolean;
}

export type Action = 'up' | 'down' | 'open' | 'log' | 'back' | 'sort' | 'help' | 'quit';

export const initialView: ViewState = { view: 'overview', selected: 0, sort: 'name', help: false };

const keys: Record<string, Action> = {
  '\u001b[A': 'up',
  k: 'up',
  '\u001b[B': 'down',
  j: 'down',
  '\r': 'open',
  '\n': 'open',
  l: 'log',
  '\u001b': 'back',
  b: 'back',
  '\u007f': 'back',
  s: 'sort',
  '?': 'help',
  h: 'help',
  q: 'quit',
  '\u0003': 'quit',
  '\u0004': 'quit',
};

/** The actions behind what a terminal in raw mode sent; several keys may arrive in one piece. */
export function parseKeys(input: string): Action[] {
  const pressed = input.match(/\u001b(?:[[O][A-Z])?|[\s\S]/g) ?? [];
  return pressed.map((key) => keys[key.replace('\u001bO', '\u001b[')]).filter((action) => action !== undefined);
}

/** `quit` is the caller's; it changes nothing here. */
export function reduceView(state: ViewState, action: Action, rows: number): ViewState {
  switch (action) {
    case 'up':
      return { ...state, selected: Math.max(0, state.selected - 1) };
    case 'down':
      return { ...state, selected: Math.min(rows - 1, state.selected + 1) };
    case 'open':
      return { ...state, view: 'service', help: false };
    case 'log':
      return { ...state, view: 'log', help: false };
    case 'back':
      return state.help ? { ...state, help: false } : { ...state, view: state.view === 'log' ? 'service' : 'overview' };
    case 'sort':
      return { ...state, sort: sortKeys[(sortKeys.indexOf(state.sort) + 1) % sortKeys.length] ?? 'name', selected: 0 };
    case 'help':
      return { ...state, help: !state.help };
    case 'quit':
      return state;
  }
}
