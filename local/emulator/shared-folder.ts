// Installs something into a folder that all instances in this clone share.
import { existsSync, renameSync, rmSync } from 'node:fs';

/**
 * Two instances may install at the same time, so each installs in its own folder, which then gets the shared
 * name.
 * @param isInstalled whether the shared folder can be used
 * @param install fills the folder that it is given
 * @throws whatever `install` throws
 */
export async function installInto(
  folder: string,
  isInstalled: () => boolean,
  install: (own: string) => Promise<void>,
): Promise<void> {
  const own = `${folder}.${process.pid}`;
  const removeOwn = () => rmSync(own, { recursive: true, force: true });
  process.once('exit', removeOwn);
  await install(own);
  try {
    renameSync(own, folder);
  } catch (error) {
    // Another instance was faster, or the folder cannot be used any more.
    if (isInstalled()) return removeOwn();
    if (!existsSync(folder)) throw error;
    rmSync(folder, { recursive: true });
    renameSync(own, folder);
  }
}
