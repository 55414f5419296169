/** Stands in for everybody who has been erased: payments stay in the books, whose they were does not. */
export const erasedUserId = '00000000-0000-7000-8000-000000000000';

/** The last digits of a card that nobody is to know any more. */
export const erasedLast4 = '0000';
