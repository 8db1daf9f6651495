/** The package has no types of its own, and those of DefinitelyTyped are of an older major. What is used here, no more. */
declare module 'env-ci' {
  export default function envCi(options: {
    env: Readonly<Record<string, string | undefined>>;
    cwd: string;
  }): {
    isCi: boolean;
    /** As people call the system; absent where none is recognised. */
    name?: string;
    service?: string;
    commit?: string;
    /** Of a pull request: the branch that it is to be merged into. */
    branch?: string;
    pr?: string;
    isPr?: boolean;
    prBranch?: string;
    buildUrl?: string;
    jobUrl?: string;
    slug?: string;
  };
}
