/** What the artifact of one shard is called; no report is in it. */
export const shardArtifactName = (
  artifactName: string,
  { index, of }: { index: number; of: number },
): string => `${artifactName}-shard-${index}-of-${of}`;

export const isShardArtifact = (name: string): boolean => /-shard-\d+-of-\d+$/.test(name);
