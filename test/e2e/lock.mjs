// One at a time among processes: a folder that only one of them can make.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Runs `work` while nobody else holds `path`. A lock whose holder has ended counts for nothing. */
export async function withLock(path, work) {
  while (!take(path)) await setTimeout(200);
  try {
    return await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function take(path) {
  try {
    mkdirSync(path);
    writeFileSync(join(path, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isHeld(path)) rmSync(path, { recursive: true, force: true });
    return false;
  }
}

function isHeld(path) {
  try {
    const pid = Number(readFileSync(join(path, 'pid'), 'utf8'));
    // Just made: the number is about to be written.
    return pid === 0 || process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM' || error.code === 'ENOENT';
  }
}
