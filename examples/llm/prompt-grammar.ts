/** What the prompts are made of, and with it the words that the model's vocabulary knows. */
export const openings = [
  'Please summarise the following report for the next meeting.',
  'Write a short answer to this letter from a customer.',
  'Which of these problems should we solve first, and why?',
  'Explain the notes below to a new colleague.',
  'Make a list of what is still open in this message.',
  'Tell me whether the text below says anything about the price.',
];

export const subjects = [
  'the heating in the second building',
  'our supplier of paper',
  'the new booking system',
  'the lift near the main entrance',
  'a visitor from the harbour',
  'the team that repairs bicycles',
  'the library on the market square',
  'the late train to the coast',
];

export const events = [
  'did not work on Monday morning',
  'was checked again after the storm',
  'needs two more weeks and a larger budget',
  'has been moved to the end of the month',
  'sent three letters without an answer',
  'costs less than we expected in spring',
  'was praised by almost everybody who tried it',
  'stopped when the power failed for an hour',
];

export const remarks = [
  'Nobody could say who is responsible.',
  'The details are in the table at the end.',
  'We should ask for a second opinion.',
  'The same happened last year.',
  'Most people were patient about it.',
  'A final decision is planned for Friday.',
  'There is a photograph of the damage.',
  'It would be good to hear your view.',
];
