/** Equal to `version` in package.json; a test holds the two together. */
export const sluiceVersion = '0.1.0';
