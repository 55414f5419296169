/** Stands in for everybody who has been erased: tickets stay in the books, whose they were does not. */
export const erasedUserId = '00000000-0000-7000-8000-000000000000';
