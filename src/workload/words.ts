const list = (words: string): readonly string[] => words.trim().split(/\s+/);

/**
 * The words that synthetic texts are made of, by their place in a sentence. Common ones, which tokenizers know whole, and
 * some longer and rarer ones among them, which they cut: so that a text has as many tokens a word as English has.
 */
export const words = {
  articles: list('the the the this that every another one each our their her his my your'),
  people: list(`
    teacher doctor farmer driver nurse baker sailor student neighbour engineer gardener painter lawyer cook tailor
    manager guest visitor child mother father brother sister daughter son uncle aunt friend stranger captain clerk
    carpenter fisherman shopkeeper apprentice librarian beekeeper electrician stationmaster watchmaker`),
  things: list(`
    letter table window garden river bridge kettle blanket ladder basket bottle mirror hammer bicycle engine wheel
    paper book picture clock lamp chair door key coat shoe ticket parcel machine report invoice account contract map
    plan question answer story song meal bread apple horse field road wall roof boat train tool box bag cup knife
    button needle pocket drawer curtain bench fence lantern notebook envelope wheelbarrow harmonica saucepan
    windowsill spreadsheet thermometer screwdriver tablecloth marmalade`),
  places: list(`
    market station harbour village kitchen library office school museum hospital theatre square forest valley beach
    island tower cellar workshop factory farm hotel castle church court yard street corner shore hill lake mountain
    countryside lighthouse greenhouse marketplace waterfront boathouse`),
  adjectives: list(`
    old new small large quiet loud heavy light cold warm narrow wide early late simple strange bright dark empty full
    careful honest gentle proud tired hungry patient useful broken clean dusty green yellow silver wooden ancient modern
    famous local foreign private public serious cheerful curious nervous weathered crooked threadbare mossy unhurried`),
  transitive: list(`
    carried found repaired opened closed painted measured bought sold wrote read forgot remembered noticed moved
    cleaned built finished started answered followed watched counted collected described explained checked changed
    ordered delivered borrowed returned hid kept lost mended sketched unwrapped polished rearranged`),
  intransitive: list(`
    waited slept laughed worked walked arrived stayed listened rested talked travelled smiled hesitated argued
    disappeared whispered daydreamed shivered`),
  adverbs: list(`
    slowly quickly quietly carefully often never always again soon later almost together alone suddenly gladly
    rarely twice once clumsily reluctantly wordlessly`),
  prepositions: list(
    'near behind beside under above across beyond inside outside before after without around along towards opposite',
  ),
  connectives: list('because although while until unless since when where whereas'),
  times: list(`
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December`),
  names: list(`
    Anna Peter Maria Thomas Helen Martin Clara Robert Julia Daniel Ruth Simon Eva Oskar Marguerite Leopold Ottilie
    Bartholomew Svetlana Ngozi Takahashi Featherstone Ravensworth Okonkwo`),
  numbers: list(
    'two three four seven ten twelve 15 20 36 48 75 120 250 1,200 1,875 2,460 3.5 0.25 1994 2018',
  ),
} as const;
