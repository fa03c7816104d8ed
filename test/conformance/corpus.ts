/** Compares `resolve` with recorded results (contracts, section 7). */

export async function compareCorpus(_directory: string, _verbose: boolean): Promise<number> {
  throw new Error('not written yet');
}
