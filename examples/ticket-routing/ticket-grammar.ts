/** The words of the generated tickets. A `{slot}` in a sentence is filled from `slots`. */

export interface TicketGrammar {
  /** Say what the ticket is about, enough by themselves. */
  problems: readonly string[];
  /** Add a circumstance to one of the problems. */
  details: readonly string[];
  /** Say what the customer wants. */
  asks: readonly string[];
}

export const slots: Readonly<Record<string, readonly string[]>> = {
  month: ['January', 'March', 'April', 'June', 'August', 'October', 'November'],
  weekday: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  amount: ['14.90 euros', '29 dollars', '49.50 pounds', '118 euros', '240 dollars', '9.99 pounds'],
  plan: ['Starter', 'Team', 'Business', 'family', 'yearly', 'student'],
  device: ['phone', 'tablet', 'laptop', 'work computer', 'old desktop'],
  browser: ['Firefox', 'Chrome', 'Safari', 'Edge'],
  screen: ['report page', 'calendar view', 'settings dialog', 'search page', 'project board', 'dashboard'],
  file: ['spreadsheet', 'photo', 'PDF', 'video', 'backup archive'],
  product: ['desk lamp', 'coffee grinder', 'rain jacket', 'keyboard', 'garden chair', 'headset', 'backpack'],
  city: ['Leeds', 'Utrecht', 'Porto', 'Graz', 'Dublin', 'Tampere', 'Lyon'],
  count: ['two', 'three', 'four', 'five', 'six'],
  order: ['A-2041', 'B-7713', 'C-1190', 'D-5528', 'E-6307', 'F-9482'],
  version: ['4.2', '5.0', '5.1.3', '6.0', '7.2'],
  code: ['401', '403', '500', '502', '504'],
  role: ['accountant', 'assistant', 'manager', 'daughter', 'business partner', 'colleague'],
};

export const greetings: readonly string[] = [
  'Hello.',
  'Hi there!',
  'Good morning.',
  'Hello support team.',
  'Hi, hope you are well.',
  'Good afternoon to everyone.',
];

export const contexts: readonly string[] = [
  'I have been a customer for {count} years and never had to write to you before.',
  'We are a small office in {city} and use your service every single day.',
  'I am writing on behalf of my {role}, who is not very good with computers.',
  'This is already my second message about this, the first one from {weekday} got no answer.',
  'I tried the help pages first, but I could not find anything that matches my case.',
  'Sorry for the long message, but I want to give you everything you need at once.',
];

export const attempts: readonly string[] = [
  'I called the hotline on {weekday} and was on hold for {count} quarters of an hour.',
  'The chat assistant only sent me links to articles that I had read already.',
  'I waited for {count} days in the hope that it would sort itself out.',
  'My {role} had a look as well and could not make sense of it either.',
  'I checked everything on my {device} and again on another one, with the same result.',
];

export const impacts: readonly string[] = [
  'This costs us time that we do not have, because the month ends on {weekday}.',
  'I need this solved before {weekday}, as I am travelling to {city} after that.',
  'It is not the end of the world, but it is quite annoying by now.',
  'If this cannot be solved we will have to look at other providers, which I would regret.',
  'My {role} is waiting for this too and keeps asking me about it.',
];

export const closings: readonly string[] = [
  'Thanks in advance.',
  'Thank you for your help.',
  'Kind regards from {city}.',
  'I look forward to your answer.',
  'Best wishes and have a nice {weekday}.',
];

export const grammars: Readonly<Record<string, TicketGrammar>> = {
  billing: {
    problems: [
      'I was charged {amount} twice for the {plan} plan in {month}.',
      'The {month} invoice shows {amount} more than we agreed.',
      'Why did my card get billed {amount} after I cancelled?',
      'My payment of {amount} was declined although the card works elsewhere.',
      'You still have not refunded the {amount} from {month}.',
      'Our VAT number is missing on the invoice from {month}.',
      'The discount for the {plan} plan was not applied to my bill.',
      'Refund of {amount} is still missing.',
      'Wrong price on the {month} invoice again.',
      'Which card was charged {amount} in {month}?',
      'I cancelled in {month}, yet {amount} left my bank account on {weekday}.',
    ],
    details: [
      'My bank statement lists both charges on the same {weekday}, a few minutes apart.',
      'The receipt I got by email says {amount}, but the amount taken is clearly higher.',
      'I switched from the {plan} plan in {month}, so the old price should no longer apply.',
      'Our accounting needs a corrected invoice with the right company address on it.',
      'The billing page shows the payment as pending, while my bank shows it as paid.',
      'I pay by direct debit and nobody told me in advance that the price would go up.',
    ],
    asks: [
      'Please refund the difference to my card.',
      'Could you send me a corrected invoice?',
      'Please explain how this amount was calculated.',
      'Can you cancel the second charge and confirm it in writing?',
    ],
  },
  technical: {
    problems: [
      'The app crashes on my {device} whenever I open the {screen}.',
      'I get error {code} when I upload a {file}.',
      'Since version {version} the {screen} stays blank in {browser}.',
      'Sync between my {device} and the website stopped on {weekday}.',
      'The {screen} takes {count} minutes to load in {browser}.',
      'Exporting a {file} fails with error {code} every time.',
      'Your API answers {code} to about every third request.',
      'Error {code} on the {screen} since {weekday}.',
      'App freezes on my {device}, version {version}.',
      'Upload of a {file} never finishes.',
      'After the update to version {version} my {device} shows an empty {screen}.',
    ],
    details: [
      'It began right after the update to version {version}, before that everything worked.',
      'In the console of {browser} I see error {code} and then nothing happens any more.',
      'Small files work, but anything like a normal {file} stops at about half of the progress bar.',
      'I cleared the cache, installed the app again and restarted the {device}, without success.',
      'It happens on the office network as well as on my phone connection at home.',
      'A colleague with version {version} on the same kind of {device} does not have the problem.',
    ],
    asks: [
      'Is this a known bug, and is there a workaround?',
      'Please tell me which logs you need.',
      'When can we expect a fix?',
      'Can I go back to version {version} until this is repaired?',
    ],
  },
  account: {
    problems: [
      'I forgot my password and the reset email never arrives.',
      'My account is locked after {count} attempts to log in on my {device}.',
      'Please change the email address of my user profile to my new one.',
      'How do I turn on two-factor login for my {role}?',
      'The login code is always sent to my old {device}.',
      'Please delete my account and all personal data stored in it.',
      'My {role} left the company and her user must be removed.',
      'I created {count} accounts by mistake and want to merge them.',
      'Cannot log in on my {device}.',
      'Please reset the password of my {role}.',
      'My {role} cannot log in on the new {device} since {weekday}.',
    ],
    details: [
      'The reset link says that it has expired, even when I click on it at once.',
      'I no longer have access to the mailbox with which I signed up in {month}.',
      'The backup codes that I printed in {month} are not accepted by the login page.',
      'My user name is correct, the profile page showed it to me on {weekday}.',
      'I lost the {device} that the authenticator app was installed on.',
      'As the owner of the team I should be able to do this, but the button is grey.',
    ],
    asks: [
      'Please unlock my account.',
      'Can you send the confirmation to my new address?',
      'What do you need from me to prove that the account is mine?',
      'Please confirm when the user has been removed.',
    ],
  },
  shipping: {
    problems: [
      'My order {order} has not arrived and tracking stopped in {city}.',
      'The {product} arrived broken, the box was crushed on one side.',
      'The courier left the parcel with the {product} at the wrong address.',
      'One {product} is missing from the delivery of order {order}.',
      'When will order {order} with the {product} be shipped?',
      'I want to return the {product}, but there is no return label.',
      'Can you still change the delivery address of order {order}?',
      'Where is my parcel, order {order}?',
      'Wrong {product} in the box, order {order}.',
      'The courier never rang on {weekday} and took my {product} back to {city}.',
    ],
    details: [
      'The tracking page has said the same thing since {weekday}: parcel is in the depot in {city}.',
      'I was at home all day on {weekday} and nobody rang the bell.',
      'I took photos of the box and of the {product} before I unpacked the rest.',
      'The delivery note lists {count} items, but there were fewer of them in the parcel.',
      'The courier says that the sender has to open the investigation, so that would be you.',
      'I paid extra for express delivery, and it has taken longer than the standard one.',
    ],
    asks: [
      'Please send a replacement as soon as you can.',
      'Could you find out where my parcel is?',
      'Please send me a label for the return.',
      'Can you have it delivered to a pickup point in {city} this time?',
    ],
  },
  feedback: {
    problems: [
      'I love the new {screen}, it saves me so much time.',
      'It would be great if the {screen} had a dark mode.',
      'A small suggestion: please let us sort the {screen} by date.',
      'The new look of the {screen} is a step back, sadly.',
      'Compliments to your team, the support on {weekday} was excellent.',
      'Please consider keyboard shortcuts for the {screen} on the {device}.',
      'The new {screen} is really nice!',
      'Please bring back the old {screen}.',
      'Idea: let my {role} comment on the {screen} without an account of her own.',
      'Version {version} feels much faster on my {device}, well done.',
    ],
    details: [
      'The colours are pleasant and even my {role} finds everything without asking me.',
      'The old layout fitted on one page, now I have to scroll for the same information.',
      'Other tools that I have used offer this, and I miss it here nearly every day.',
      'I would use it mostly on my {device}, where space is short.',
      'The text is a little too small for me, a setting for the size would help.',
      'Whoever had the idea for the {screen} deserves a raise, it is so much nicer to use now.',
    ],
    asks: [
      'Please pass this on to the team.',
      'Maybe you can add it to your list of ideas.',
      'I would be glad to try an early version.',
      'Keep up the good work!',
    ],
  },
};
