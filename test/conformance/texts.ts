/** From a word to a page, with what tokenizers and byte-wise readers of streams stumble over. */
export const texts: readonly string[] = [
  'Hello',
  'Where is the invoice for March?',
  'The lift near the main entrance has not moved since the storm on Tuesday.',
  'Grüße aus Köln, 東京 und Αθήνα: how late is it there? 🦥',
  'A list:\n- one\n\t- two "quoted" \\ slashed\n- {"three": [3]}',
  ...[40, 90, 150].map((words) =>
    Array.from({ length: words }, (_, i) => ['report', 'harbour', 'winter', 'of', 'the', `${i}`][i % 6]).join(
      ' ',
    ),
  ),
];
