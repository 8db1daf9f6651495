/** Every label value is a series of its own in the memory of the server that keeps it. */
const mostClasses = 20;

/** Stands for all classes beyond the bound; the settings allow no class of this name. */
export const otherClasses = '(other)';

/** Bounds how many classes are told apart: the first ones that are asked for. Names are short and plain by the settings. */
export function classLabels(): (name: string) => string {
  const known = new Set<string>();
  return (name) => {
    if (known.size < mostClasses) known.add(name);
    return known.has(name) ? name : otherClasses;
  };
}
