/** `snapshot`: reads the settings once into a file, for offline use and for those who may not read them. */
import { anonymized, snapshotText } from '../../host/snapshot-file.ts';
import { openProject, SettingsError, type Surroundings } from '../load.ts';
import { exitCodes, type Options } from '../options.ts';
import type { Output } from '../output.ts';
import { whyUnread } from '../unread.ts';

export async function snapshot(options: Options, around: Surroundings, output: Output): Promise<number> {
  const [path = '.'] = options.operands;
  const project = await openProject(path, options, around, output);
  project.close();
  if (project.snapshot.source === 'none') {
    throw new SettingsError('There are no settings to write: nobody is signed in, or the project is not known.');
  }
  if (whyUnread(project.snapshot) !== undefined) throw new SettingsError('There are no settings to write.');
  await output.result(snapshotText(options.anonymous ? anonymized(project.snapshot) : project.snapshot));
  return exitCodes.fine;
}
