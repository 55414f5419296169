/** What a scripted customer wants, and how they go on about it. */
export interface CustomerScript {
  subject: string;
  opening: string;
  /** To being asked something, in turn. */
  toQuestions: readonly string[];
  /** To anything else, in turn. */
  toStatements: readonly string[];
  farewell: string;
}

export const customerScripts: readonly CustomerScript[] = [
  {
    subject: 'Two seats that are not together',
    opening:
      'Hello! I bought two seats for the waltz evening, and now I see that there is an aisle between them. Can they be moved next to each other?',
    toQuestions: [
      'Row C, one on each side of the aisle. My mother does not hear well and I would like to sit beside her.',
      'Any row is fine with us, as long as it is not the very last one.',
    ],
    toStatements: ['That is kind of you. I am not in a hurry.', 'Good, I will wait for that.'],
    farewell: 'Wonderful, that settles it. Thank you for your help!',
  },
  {
    subject: 'PAID TWICE???',
    opening:
      'My card was declined, I tried another one, and now my bank shows TWO payments. I want one of them back. Today, please.',
    toQuestions: [
      'I just told you: two payments, a minute apart. One card ends in 0002, the other in 4242.',
      'How should I know? That is what I am asking you.',
    ],
    toStatements: [
      'The last person told me the same. How long will it take this time?',
      'Fine. I will hold you to that.',
    ],
    farewell: 'All right. If the money is there by Friday, you will not hear from me again.',
  },
  {
    subject: 'Is there a way in for a wheelchair?',
    opening:
      'Good day. I come with a friend in a wheelchair. Is there a way in without stairs, and where would we sit?',
    toQuestions: [
      'It is a manual chair, about seventy centimetres wide.',
      'Two of us. I can sit on an ordinary chair beside her.',
    ],
    toStatements: ['Oh, that is good to know.', 'Then we will come a little earlier.'],
    farewell: 'Thank you, now we can look forward to it.',
  },
  {
    subject: 'My order just says "expired"',
    opening:
      'I was looking for my card and when I came back the order had expired. The seats still look free. Did I lose them or not?',
    toQuestions: [
      'I did not pay yet, the page was still asking me to.',
      'Yes, I am looking at the seat plan right now.',
    ],
    toStatements: ['So nothing was charged? That is a relief.', 'I see. Then I will be quicker this time.'],
    farewell: 'It worked. Thanks!',
  },
  {
    subject: 'Still waiting for my tickets',
    opening:
      'The money is gone from my account but I see no tickets. The show is tonight. What is going on over there?',
    toQuestions: [
      'The confirmation says three tickets. I cannot copy the number from here, I am on the tram.',
      'On my phone. I have reloaded it ten times.',
    ],
    toStatements: ['You do understand that it starts in two hours?', 'Hm. One moment, let me look again.'],
    farewell: 'They are there now. You could have told me that it takes a minute. Anyway, thank you.',
  },
];

/** What scripted support says. */
export const supportLines = {
  greeting: 'Hello, this is the scripted support of the lab. Let me have a look.',
  answers: [
    'Thank you for waiting. I can see your account; could you tell me which order it is about?',
    'I have found it. Nothing is lost: everything that belongs to the order is as it should be.',
    'If it is about money: a refund is on its way as soon as the order says so, and takes a few seconds here.',
    'Is there anything else that I can do for you?',
  ],
  goodbye: 'You are welcome. I am closing this; just write again if something is left.',
  /** What ends a conversation when a customer says it. */
  thanks: /\b(thanks|thank you|bye|goodbye|settled|solved|it worked)\b/i,
} as const;
