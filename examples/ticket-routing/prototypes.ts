/**
 * What each support queue handles, told by a few example sentences. A ticket goes to the queue with the
 * sentence nearest to it, so a new queue needs no training, only examples.
 */
export const prototypes: Readonly<Record<string, readonly string[]>> = {
  billing: [
    'I was charged twice on my credit card this month.',
    'My invoice shows the wrong amount and I want a refund.',
    'The payment was declined although the card is valid.',
    'How do I change the VAT number on my invoices?',
    'You renewed my subscription at a higher price without telling me.',
    'The discount code was not applied to the bill.',
  ],
  technical: [
    'The app crashes every time I open the report page.',
    'I get error 500 when I upload a file.',
    'The API times out and the dashboard loads very slowly.',
    'Since the last update the sync between my devices is broken.',
    'The export button does nothing in the browser.',
    'Our integration stopped working and the log is full of errors.',
  ],
  account: [
    'I forgot my password and the reset link does not work.',
    'I am locked out of my account and cannot log in.',
    'Please change the email address of my profile.',
    'How do I turn on two-factor authentication for my user?',
    'I want to close my account and delete my personal data.',
    'A colleague has left and her user must be removed from our team.',
  ],
  shipping: [
    'My parcel has not arrived and the tracking has not moved for a week.',
    'The package was delivered to the wrong address.',
    'The box was damaged when the courier delivered it.',
    'When will my order be shipped?',
    'One item is missing from the delivery.',
    'I want to send this product back, where is the return label?',
  ],
  feedback: [
    'I love the new design, thank you to the whole team.',
    'It would be great if you added a dark mode.',
    'A suggestion: let us sort the list by date.',
    'Your support was excellent, friendly and quick.',
    'I am disappointed with the latest redesign, the old one was nicer.',
    'Please consider a keyboard shortcut for the search.',
  ],
};
